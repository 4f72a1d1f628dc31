import { HttpError } from '../core/http';
import { verdict, type BeginOptions, type VisitorApi } from './api';
import { SESSION, type Session, type SessionStore, type Shelf } from './storage';

const RETRY_S = 5;
const DEFAULT_PAUSE_S = 10;

export type NotBegun =
  { kind: 'unavailable' } | { kind: 'rate_limited'; seconds: number } | { kind: 'origin' };

interface BeginnerOptions {
  api: Pick<VisitorApi, 'begin'>;
  shelf: Shelf;
  sessions: SessionStore;
  newId: () => string;
  details: () => BeginOptions;
  /** The conversation that holds from now on; null when the visitor has left meanwhile. */
  onSession: (session: Session | null) => void;
  /** It will be tried again, unless the page may not have the chat at all. */
  onFailure: (reason: NotBegun) => void;
}

/**
 * Gets the device's conversation, or a new one where there is none or a new one is due. A
 * beginning keeps its name until its conversation is stored, over failures and reloads, so that a
 * reply lost on the way leaves no second conversation behind.
 */
export class Beginner {
  /** This page has begun a conversation itself. */
  begun = false;
  /** Whose answer counts: what was asked before a stop does not. */
  #run = 0;
  #taking: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: BeginnerOptions) {}

  /** It has failed and will be tried again. */
  get waiting(): boolean {
    return this.#timer !== undefined;
  }

  takeUp(): Promise<void> {
    return (this.#taking ??= this.#attempt((this.#run += 1)));
  }

  later(seconds = RETRY_S): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.takeUp();
    }, seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#taking = null;
    this.#run += 1;
  }

  async #attempt(run: number): Promise<void> {
    let session: Session | null;
    try {
      session = await this.#exclusively(() => this.#settle(run));
    } catch (error) {
      if (run === this.#run) this.#failed(error);
      return;
    }
    if (run !== this.#run) return;
    this.#taking = null;
    this.options.onSession(session);
  }

  async #settle(run: number): Promise<Session | null> {
    if (run !== this.#run) return null;
    const { api, sessions, newId, details } = this.options;
    const stored = sessions.read();
    const due = sessions.beginning();
    if (stored && !due) return stored;
    const beginning = due ?? sessions.prepare(newId());
    this.begun = true;
    const session = await api.begin(beginning, details());
    const now = sessions.beginning();
    if (now?.client_id === beginning.client_id) {
      sessions.write(session);
      return session;
    }
    // Another tab was quicker, or wants another one; or the visitor has left.
    return now ? this.#settle(run) : sessions.read();
  }

  /** Two tabs that open at once must not begin two conversations. */
  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const { shelf } = this.options;
    const locks = shelf.shared && typeof navigator !== 'undefined' ? navigator.locks : undefined;
    return locks ? ((await locks.request(shelf.prefix + SESSION, work)) as T) : work();
  }

  #failed(error: unknown): void {
    const { sessions, newId, onFailure } = this.options;
    this.#taking = null;
    if (!(error instanceof HttpError)) {
      this.later();
      return onFailure({ kind: 'unavailable' });
    }
    if (verdict(error.code) === 'origin') return onFailure({ kind: 'origin' });
    if (error.status === 429) {
      const seconds = error.retryAfterS ?? DEFAULT_PAUSE_S;
      this.later(seconds);
      return onFailure({ kind: 'rate_limited', seconds });
    }
    // The server has answered, so no reply was lost: the next try may be another beginning.
    sessions.prepare(newId(), sessions.beginning()?.visitor);
    this.later();
    onFailure({ kind: 'unavailable' });
  }
}
