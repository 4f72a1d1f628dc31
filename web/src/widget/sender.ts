import { backoff } from '../core/connection';
import { HttpError, UnreachableError } from '../core/http';
import { messageBody, verdict, type VisitorApi } from './api';
import type { Outbox, OutboxEntry } from './outbox';
import type { Session } from './storage';

/** How long the socket may take to acknowledge before the message goes by HTTP. */
export const ACK_WITHIN_MS = 4_000;
const DEFAULT_PAUSE_S = 5;
/** Refusals that may be none the next time. */
const PASSING = [401, 404, 408, 425, 429];

interface SenderOptions {
  outbox: Outbox;
  api: Pick<VisitorApi, 'send'>;
  /** Where to; null while there is nowhere to send. */
  session: () => Session | null;
  /** Sends a frame over the socket; false when there is none. */
  overSocket: (frame: unknown) => boolean;
  /** The server has the message. */
  onArrived: () => void;
  /** It will not take this message. */
  onRefused: () => void;
  /** It wants a pause of so many seconds. */
  onPause: (seconds: number) => void;
  /** The call failed with a code that may be about more than the message. */
  onError: (code: string) => void;
}

/**
 * Brings the outbox to the server one message after the other: the next goes out only when the
 * one before is known to have arrived, so nothing that happens on the way can change their order.
 * Sending one twice is harmless, because the server knows a message by its `client_id`.
 */
export class Sender {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The message on its way: no other goes out before it is known to have arrived. */
  #awaited: string | null = null;
  /** The call that brings it, where it is not the socket. */
  #posting: AbortController | null = null;
  #paused = false;
  #failures = 0;
  /** A socket that has swallowed a message is passed by until it shows that it works. */
  #socketWorks = true;

  constructor(private readonly options: SenderOptions) {}

  /** Sends what is next, unless it is on its way. */
  pump(): void {
    const session = this.options.session();
    if (!session || this.#paused) return;
    const entry = this.options.outbox.head(session.id);
    if (entry && entry.client_id === this.#awaited) return;
    this.#drop();
    if (!entry) return;
    this.#awaited = entry.client_id;
    if (this.#socketWorks && this.options.overSocket({ message: messageBody(entry) })) {
      this.#later(ACK_WITHIN_MS, () => (this.#socketWorks = false));
    } else {
      void this.#post(session, entry);
    }
  }

  /** The connection is new: what was on its way may be lost, so it goes out again. */
  restart(): void {
    this.#socketWorks = true;
    this.#failures = 0;
    if (!this.#paused) this.#drop();
    this.pump();
  }

  stop(): void {
    this.#drop();
    this.#paused = false;
  }

  /** The server has the message: it said so, or the message is in its log. */
  arrived(clientId: string): void {
    this.#failures = 0;
    if (this.options.outbox.remove(clientId)) this.options.onArrived();
    this.pump();
  }

  /** The same, said over the socket. */
  acknowledged(clientId: string): void {
    this.#socketWorks = true;
    this.arrived(clientId);
  }

  /**
   * The server said no over the socket. Without a `client_id` it said no to some frame: what is
   * on its way is sent again if it stays unacknowledged.
   */
  refused(clientId: string | null, code: string, message: string, retryAfterS?: number): void {
    if (retryAfterS !== undefined || code === 'too_many_requests') {
      this.#pause(retryAfterS ?? DEFAULT_PAUSE_S);
    } else if (clientId !== null) {
      this.options.outbox.refuse(clientId, code, message);
      this.options.onRefused();
      this.pump();
    }
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#posting?.abort();
    this.#posting = this.#awaited = null;
  }

  #pause(seconds: number): void {
    this.#drop();
    this.#paused = true;
    this.#later(seconds * 1000, () => (this.#paused = false));
    this.options.onPause(seconds);
  }

  /** Then tries again; nothing is on its way from then on. */
  #later(ms: number, before?: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#awaited = null;
      before?.();
      this.pump();
    }, ms);
  }

  async #post(session: Session, entry: OutboxEntry): Promise<void> {
    const call = new AbortController();
    this.#posting = call;
    try {
      const reply = await this.options.api.send(session, entry, call.signal);
      // A network that answers for the server (a hotel's login page) has stored nothing.
      if (typeof reply?.seq !== 'number') throw new UnreachableError();
      if (this.#posting === call) this.arrived(entry.client_id);
    } catch (error) {
      if (this.#posting === call) this.#failed(entry, error);
    }
  }

  #failed(entry: OutboxEntry, error: unknown): void {
    this.#drop();
    if (error instanceof HttpError) {
      const { status, code, retryAfterS } = error;
      if (status === 429) return this.#pause(retryAfterS ?? DEFAULT_PAUSE_S);
      if (status < 500 && !PASSING.includes(status) && !verdict(code)) {
        return this.refused(entry.client_id, code, error.message);
      }
    }
    this.#later(backoff(this.#failures, Math.random()));
    this.#failures += 1;
    if (error instanceof HttpError) this.options.onError(error.code);
  }
}
