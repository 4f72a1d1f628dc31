import type { LogState } from '../core/log';
import { awaitsAnswer } from './log';

const STAFF_TYPING_MS = 6_000;
/** After this the answer is not "being typed" any more; the desk says so itself. */
const BOT_TYPING_MS = 20_000;

export interface TypingShown {
  kind: 'bot' | 'staff';
  name: string | null;
}

/** Who seems to be typing to the visitor. */
export class Typing {
  #staff: { name: string | null; until: number } | null = null;
  #botUntil = 0;

  constructor(
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {}

  clear(): void {
    this.#staff = null;
    this.#botUntil = 0;
  }

  /** The assistant has been asked. */
  expectBot(): void {
    this.#botUntil = this.now() + BOT_TYPING_MS;
    setTimeout(this.changed, BOT_TYPING_MS + 50);
  }

  /** A person has said it. */
  staffSpoke(): void {
    this.#staff = null;
  }

  /** @param value what the server says of it: false, or whose typing it is */
  take(value: unknown, log: LogState): void {
    const who = author(value);
    if (value === false) {
      this.clear();
    } else if (who.kind === 'bot' || (who.kind !== 'staff' && log.conversation?.owner === 'bot')) {
      this.expectBot();
    } else {
      const name = typeof who.name === 'string' ? who.name : null;
      this.#staff = { name, until: this.now() + STAFF_TYPING_MS };
      setTimeout(this.changed, STAFF_TYPING_MS + 50);
    }
  }

  shown(log: LogState, connected: boolean): TypingShown | null {
    if (this.#staff && this.#staff.until > this.now()) {
      return { kind: 'staff', name: this.#staff.name ?? log.conversation?.staff?.name ?? null };
    }
    return connected && awaitsAnswer(log) && this.#botUntil > this.now()
      ? { kind: 'bot', name: null }
      : null;
  }
}

function author(value: unknown): { kind?: unknown; name?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
