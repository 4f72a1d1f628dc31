import { STATUSES, type Cluster, type Message, type Status } from './inbox-api';

/** What the inbox is narrowed down to; an empty string is no condition. Nothing here draws. */
export interface Filters {
  status: Status | 'all';
  language: string;
  intent: string;
  outcome: string;
  disagreeing: '' | 'yes';
  text: string;
  order: (typeof ORDERS)[number];
  cluster: string;
}

export const ORDERS = ['worth', 'newest'] as const;
export const SHOWN_STATUSES = [...STATUSES, 'all'] as const;

export const NO_FILTERS: Filters = {
  status: 'new',
  language: '',
  intent: '',
  outcome: '',
  disagreeing: '',
  text: '',
  order: 'worth',
  cluster: '',
};

/** Whether messages are kept out by something else than their status. */
export function isNarrowed(filters: Filters): boolean {
  const { language, intent, outcome, disagreeing, text, cluster } = filters;
  return [language, intent, outcome, disagreeing, text, cluster].some((one) => one !== '');
}

/** How many conditions are set beside status and search. */
export function conditions({ language, intent, outcome, disagreeing }: Filters): number {
  return [language, intent, outcome, disagreeing].filter((one) => one !== '').length;
}

/** A page of the list, or with `group` every message of one group. */
export function queryOf(
  filters: Filters,
  limit: number,
  more: { after?: string; group?: string } = {},
): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ ...filters, ...more })) {
    if (value) query.set(name, String(value));
  }
  return query;
}

/** A line of the list: a group by the message that teaches most, or one of an opened group. */
export interface Line {
  message: Message;
  /** One of an opened group: labelled alone. */
  member: boolean;
}

/** The list with opened groups unfolded under their line. */
export function linesOf(
  messages: readonly Message[],
  opened: ReadonlyMap<string, readonly Message[]>,
): Line[] {
  return messages.flatMap((message) => {
    const members = (opened.get(message.group.id) ?? []).filter(({ id }) => id !== message.id);
    return [
      { message, member: false },
      ...members.map((one): Line => ({ message: one, member: true })),
    ];
  });
}

/** The next page behind what is there: a message that moved meanwhile is shown once. */
export function withPage(messages: readonly Message[], page: readonly Message[]): Message[] {
  const known = new Set(messages.map(({ id }) => id));
  return [...messages, ...page.filter(({ id }) => !known.has(id))];
}

/**
 * A line's neighbour in a direction, at the ends the line itself; the first one where it is gone.
 */
export function stepFrom(lines: readonly Line[], id: string | null, by: number): string | null {
  const at = lines.findIndex(({ message }) => message.id === id);
  if (at < 0) return lines[0]?.message.id ?? null;
  const to = Math.min(lines.length - 1, Math.max(0, at + by));
  return lines[to]?.message.id ?? null;
}

/** The selection extended from one line to its neighbour, as Shift with an arrow does. */
export function extended(
  selected: ReadonlySet<string>,
  from: string | null,
  to: string | null,
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const id of [from, to]) if (id !== null) next.add(id);
  return next;
}

export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The messages of lines by a label each, as requests need them: label to messages. */
export function byLabel(
  lines: readonly Line[],
  labelOf: (message: Message) => string | null,
): Map<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    const label = labelOf(line.message);
    if (label !== null) found.set(label, [...(found.get(label) ?? []), line]);
  }
  return found;
}

/** How many messages lines stand for: a group's line for all of its own. */
export function messagesOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { message, member }) => sum + (member ? 1 : message.group.size), 0);
}

/** What a cluster is called by: its most typical message, which tells more than its words. */
export function clusterTitle({ words, examples }: Pick<Cluster, 'words' | 'examples'>): string {
  return examples[0]?.text ?? words.join(', ');
}

/** A chance as a whole number of per cent; never 100 for what is not certain. */
export function percent(chance: number): number {
  const rounded = Math.round(chance * 100);
  return rounded === 100 && chance < 1 ? 99 : rounded;
}
