import type { Reply, SuggestedReply } from './replies-api';

/** One line of the list that opens at `/`. */
export interface Option {
  id: string;
  shortcut: string;
  title: string;
  /** How it begins, in the visitor's language where it has that one. */
  preview: string;
  /** What language the preview is in; null where that depends on nothing. */
  language: string | null;
  suggested: boolean;
}

const MOST = 8;

/**
 * What is looked for with a slash: the word that the caret stands in or behind, without its slash.
 * Null where no slash opens the list: in the middle of a word, a path or an address.
 */
export function slashQuery(text: string, caret: number): { start: number; query: string } | null {
  const before = text.slice(0, caret);
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(before);
  if (!match) return null;
  const query = match[1] ?? '';
  return { start: caret - query.length - 1, query };
}

/** The text with the slash and its word replaced by a reply, and where the caret is then. */
export function withReply(
  text: string,
  start: number,
  caret: number,
  reply: string,
): { text: string; caret: number } {
  const inserted = text.slice(0, start) + reply + text.slice(caret);
  return { text: inserted, caret: start + reply.length };
}

/** Everything that can be inserted, for a visitor of this language. */
export function optionsFor(
  replies: readonly Reply[],
  builtIn: readonly { id: string; title: string; preview: string }[],
  suggested: readonly SuggestedReply[],
  language: string,
  department: string | null,
): Option[] {
  const proposed = new Map(suggested.map((reply, index) => [reply.id, { reply, index }]));
  const place = (id: string): number => proposed.get(id)?.index ?? Infinity;
  const own = (reply: Reply): number => (reply.department === department ? 0 : 1);
  const options = [...replies]
    .sort((a, b) => own(a) - own(b) || b.uses - a.uses || (a.shortcut < b.shortcut ? -1 : 1))
    .map((reply): Option => {
      const found = reply.texts[language] === undefined ? fallback(reply) : language;
      return {
        id: reply.id,
        shortcut: reply.shortcut,
        title: reply.title,
        preview: proposed.get(reply.id)?.reply.preview ?? reply.texts[found] ?? '',
        language: found,
        suggested: proposed.has(reply.id),
      };
    });
  const always = builtIn.map(({ id, title, preview }): Option => ({
    id,
    shortcut: id,
    title,
    preview: proposed.get(id)?.reply.preview ?? preview,
    language: null,
    suggested: proposed.has(id),
  }));
  // A stable sort: what is suggested first, the rest as it was.
  return [...options, ...always].sort((a, b) => {
    const [first, second] = [place(a.id), place(b.id)];
    return first === second ? 0 : first - second;
  });
}

function fallback(reply: Reply): string {
  return Object.keys(reply.texts)[0] ?? '';
}

/** The options that a query means: by shortcut first, then by any word of shortcut or title. */
export function filtered(options: readonly Option[], query: string, most = MOST): Option[] {
  const wanted = plain(query);
  if (wanted === '') return options.slice(0, most);
  const rank = (option: Option): number => {
    const shortcut = plain(option.shortcut);
    if (shortcut === wanted) return 0;
    if (shortcut.startsWith(wanted)) return 1;
    const words = plain(`${option.shortcut} ${option.title}`).split(/[^\p{L}\p{N}]+/u);
    if (words.some((word) => word.startsWith(wanted))) return 2;
    return plain(option.title).includes(wanted) ? 3 : Infinity;
  };
  return options
    .map((option) => ({ option, order: rank(option) }))
    .filter(({ order }) => order < Infinity)
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map(({ option }) => option);
}

/** Lower case and without marks: "Giờ" is found by "gio". */
export function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}

/** Where an arrow leads in a list of `size`: from the end to the beginning and back. */
export function step(at: number, by: number, size: number): number {
  return size === 0 ? -1 : (at + by + size) % size;
}
