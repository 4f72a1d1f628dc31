import type { TrainingKey } from '../../locales/training/en';

/** What a key asks for on the list. */
export type Act =
  | 'next'
  | 'previous'
  | 'extend.next'
  | 'extend.previous'
  | 'first'
  | 'last'
  | 'choose'
  | 'accept'
  | 'dismiss'
  | 'select'
  | 'accept.selected'
  | 'clear'
  | 'undo'
  | 'open'
  | 'close'
  | 'why'
  | 'search'
  | 'help';

/** Single letters, which somebody may have turned off, and the other keys. */
interface Entry {
  act: Act;
  keys: readonly string[];
  text: TrainingKey;
}

/** The keys of each act as the help shows them. */
export const INBOX_KEYS: readonly Entry[] = [
  { act: 'next', keys: ['j', '↓'], text: 'inbox.key.next' },
  { act: 'previous', keys: ['k', '↑'], text: 'inbox.key.previous' },
  { act: 'choose', keys: ['l', 'Enter'], text: 'inbox.key.choose' },
  { act: 'accept', keys: ['a'], text: 'inbox.key.accept' },
  { act: 'dismiss', keys: ['d'], text: 'inbox.key.dismiss' },
  { act: 'undo', keys: ['u'], text: 'inbox.key.undo' },
  { act: 'select', keys: ['x'], text: 'inbox.key.select' },
  { act: 'extend.next', keys: ['Shift ↓'], text: 'inbox.key.extend' },
  { act: 'accept.selected', keys: ['A'], text: 'inbox.key.accept_selected' },
  { act: 'clear', keys: ['Esc'], text: 'inbox.key.clear' },
  { act: 'open', keys: ['→'], text: 'inbox.key.open' },
  { act: 'close', keys: ['←'], text: 'inbox.key.close' },
  { act: 'why', keys: ['w'], text: 'inbox.key.why' },
  { act: 'search', keys: ['/'], text: 'inbox.key.search' },
  { act: 'help', keys: ['?'], text: 'inbox.key.help' },
];

const LETTERS = new Map<string, Act>([
  ['j', 'next'],
  ['k', 'previous'],
  ['l', 'choose'],
  ['a', 'accept'],
  ['A', 'accept.selected'],
  ['d', 'dismiss'],
  ['u', 'undo'],
  ['x', 'select'],
  ['w', 'why'],
  ['/', 'search'],
  ['?', 'help'],
]);
const OTHERS = new Map<string, Act>([
  ['ArrowDown', 'next'],
  ['ArrowUp', 'previous'],
  ['ArrowRight', 'open'],
  ['ArrowLeft', 'close'],
  ['Home', 'first'],
  ['End', 'last'],
  ['Enter', 'choose'],
  [' ', 'select'],
  ['Escape', 'clear'],
]);

export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * What a press asks for; a number from 1 to 9 chooses from the ranking; null for any other key.
 *
 * @param letters whether single letters do something
 */
export function actOf(press: Press, letters: boolean): Act | number | null {
  const { key, shiftKey } = press;
  // The browser's and the system's own.
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (shiftKey && key === 'ArrowDown') return 'extend.next';
  if (shiftKey && key === 'ArrowUp') return 'extend.previous';
  const other = OTHERS.get(key);
  if (other) return other;
  if (!letters) return null;
  if (/^[1-9]$/.test(key)) return Number(key);
  return LETTERS.get(key) ?? null;
}

/**
 * Whether a key may act where the focus is: letters anywhere on the tab, arrows in the list, and
 * what buttons and links know themselves on a line only.
 */
export function isForLine(
  { key }: Pick<Press, 'key'>,
  { onLine, inList }: { onLine: boolean; inList: boolean },
): boolean {
  if (key === 'ArrowDown' || key === 'ArrowUp') return inList;
  return key === 'Escape' || !OTHERS.has(key) || onLine;
}
