/**
 * Text of people, cut into pieces that a page may show: plain text, links and code. The pieces
 * hold text only, never markup, so nothing that somebody types can become HTML.
 */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'code'; text: string };

export type Block = { kind: 'text'; inlines: Inline[] } | { kind: 'code'; text: string };

const FENCE = /```[^\S\n]*[\w+-]*\n?([\s\S]*?)```/g;
const INLINE = /`([^`\n]+)`|(https?:\/\/[^\s<>"'`]+)/gi;
/** What usually ends a sentence around an address and not the address itself. */
const TRAILING = /[.,;:!?…*_~'"]+$/;

const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const;

/** An address without the punctuation that follows it; a closing bracket stays if it was opened. */
function trimAddress(address: string): string {
  let trimmed = address.replace(TRAILING, '');
  for (const [open, close] of BRACKETS) {
    while (trimmed.endsWith(close) && trimmed.split(close).length > trimmed.split(open).length) {
      trimmed = trimmed.slice(0, -1).replace(TRAILING, '');
    }
  }
  return trimmed;
}

/** The address if it may be followed: http or https with a host and without credentials. */
export function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    return isWeb && url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}

export function parseInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  let plain = '';
  let end = 0;
  const flush = (): void => {
    if (plain !== '') inlines.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (const match of text.matchAll(INLINE)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    const [whole, code, address] = match;
    if (code !== undefined) {
      flush();
      inlines.push({ kind: 'code', text: code });
      continue;
    }
    const shown = trimAddress(address ?? '');
    const href = safeHref(shown);
    if (href === null) {
      plain += whole;
      continue;
    }
    flush();
    inlines.push({ kind: 'link', text: shown, href });
    plain += whole.slice(shown.length);
  }
  plain += text.slice(end);
  flush();
  return inlines;
}

/** Splits text into paragraphs and fenced code; newlines stay in the text. */
export function parseText(text: string): Block[] {
  const blocks: Block[] = [];
  const addText = (part: string): void => {
    const trimmed = part.replace(/^\n+|\n+$/g, '');
    if (trimmed.trim() !== '') blocks.push({ kind: 'text', inlines: parseInlines(trimmed) });
  };
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    addText(text.slice(end, match.index));
    end = match.index + match[0].length;
    const code = (match[1] ?? '').replace(/\n$/, '');
    if (code !== '') blocks.push({ kind: 'code', text: code });
  }
  addText(text.slice(end));
  return blocks;
}
