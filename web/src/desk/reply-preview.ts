/** A piece of a reply's text: plain, or a word in braces. */
export interface Piece {
  kind: 'text' | 'known' | 'unknown';
  text: string;
}

/** A reply's text in pieces; `{{word}}` really stands for `{word}`. */
export function preview(text: string, placeholders: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  let at = 0;
  for (const match of text.matchAll(/\{\{(\w+)\}\}|\{(\w+)\}/g)) {
    const [whole, literal, name] = match;
    plain += text.slice(at, match.index);
    at = match.index + whole.length;
    if (name === undefined) {
      plain += `{${literal}}`;
      continue;
    }
    if (plain) pieces.push({ kind: 'text', text: plain });
    plain = '';
    pieces.push({ kind: placeholders.includes(name) ? 'known' : 'unknown', text: name });
  }
  plain += text.slice(at);
  if (plain) pieces.push({ kind: 'text', text: plain });
  return pieces;
}
