import type { DeskKey } from '../locales/desk/en';

/** What a key asks for. */
export type Command =
  | 'next'
  | 'previous'
  | 'claim'
  | 'reply'
  | 'note'
  | 'replies'
  | 'transfer'
  | 'hand_back'
  | 'escalate'
  | 'resolve'
  | 'view.queue'
  | 'view.mine'
  | 'back'
  | 'help';

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The keys of each command as the help shows them. */
export const KEYS: readonly { command: Command; keys: readonly string[]; text: DeskKey }[] = [
  { command: 'next', keys: ['j', '↓'], text: 'keys.next' },
  { command: 'previous', keys: ['k', '↑'], text: 'keys.previous' },
  { command: 'claim', keys: ['c'], text: 'keys.claim' },
  { command: 'reply', keys: ['r'], text: 'keys.reply' },
  { command: 'note', keys: ['n'], text: 'keys.note' },
  { command: 'replies', keys: ['/'], text: 'keys.replies' },
  { command: 'transfer', keys: ['t'], text: 'keys.transfer' },
  { command: 'hand_back', keys: ['b'], text: 'keys.hand_back' },
  { command: 'escalate', keys: ['e'], text: 'keys.escalate' },
  { command: 'resolve', keys: ['s'], text: 'keys.resolve' },
  { command: 'view.queue', keys: ['g q'], text: 'keys.queue' },
  { command: 'view.mine', keys: ['g m'], text: 'keys.mine' },
  { command: 'back', keys: ['Esc'], text: 'keys.back' },
  { command: 'help', keys: ['?'], text: 'keys.help' },
];

const COMMANDS = new Map<string, Command>([
  ...KEYS.flatMap(({ command, keys }) => keys.map((key): [string, Command] => [key, command])),
  ['Escape', 'back'],
]);
const PREFIX = 'g';
const PREFIX_MS = 1_500;

/** Turns presses of keys into commands; remembers a `g` for a moment. */
export class Keyboard {
  private prefixed = -Infinity;

  /**
   * @param now milliseconds, of any clock that only goes forward
   * @returns null for a key that means nothing here
   */
  press({ key, ctrlKey, metaKey, altKey }: Press, now: number): Command | null {
    // The browser's and the system's own.
    if (ctrlKey || metaKey || altKey) return null;
    const after = now - this.prefixed < PREFIX_MS ? `${PREFIX} ${key.toLowerCase()}` : null;
    this.prefixed = -Infinity;
    const both = after === null ? undefined : COMMANDS.get(after);
    if (both) return both;
    if (key === PREFIX) {
      this.prefixed = now;
      return null;
    }
    // Arrows move only where the list has the focus: elsewhere they scroll.
    return COMMANDS.get(key) ?? null;
  }
}

/** Whether keys that go to `target` are being written somewhere. */
export function isTyping(target: EventTarget | null | undefined): boolean {
  const element = target as Partial<HTMLInputElement> | null | undefined;
  if (!element) return false;
  if (element.isContentEditable === true) return true;
  const name = element.tagName?.toLowerCase();
  if (name === 'textarea' || name === 'select') return true;
  const unwritten = ['checkbox', 'radio', 'button', 'submit', 'reset', 'file', 'range', 'color'];
  return name === 'input' && !unwritten.includes(element.type ?? 'text');
}
