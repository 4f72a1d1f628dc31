import type { Entry } from './people-api';

/** A detail of something that was done: what changed from one thing to another, or a value. */
export interface Detail {
  name: string;
  text: string;
}

/** How a value of a detail is called on the page. */
export type Say = (name: string, value: string) => string;

/** What stands beside an entry, apart from who, what and to what. */
export function detailsOf({ data }: Entry, say: Say = (_, value) => value): Detail[] {
  return Object.entries(data ?? {})
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ({ name, text: textOf(value, (one) => say(name, one)) }));
}

function textOf(value: unknown, say: (value: string) => string): string {
  if (Array.isArray(value)) return value.map((one) => textOf(one, say)).join(', ');
  if (typeof value === 'object' && value !== null) {
    if ('from' in value && 'to' in value) {
      return `${textOf(value.from, say)} → ${textOf(value.to, say)}`;
    }
    return JSON.stringify(value);
  }
  if (typeof value === 'boolean') return value ? '✓' : '–';
  return value === null || value === undefined ? '–' : say(String(value));
}

/** Where the desk shows what something was done to; null where it is no place of the desk. */
export function placeOfSubject(subject: string): string | null {
  if (/^TK-\d{4}-\d+$/.test(subject)) return `#tickets/${subject}`;
  if (/^[0-9a-f]{32}$/.test(subject)) return `#chats/${subject}`;
  return null;
}

/** A conversation's id is long and says nothing: its beginning is enough to tell two apart. */
export function shortSubject(subject: string): string {
  return /^[0-9a-f]{32}$/.test(subject) ? subject.slice(0, 8) : subject;
}

/** Languages as somebody types them: "en, VI" is `['en', 'vi']`. */
export function languagesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ];
}
