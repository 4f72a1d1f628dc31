import { HttpError } from '../core/http';
import { messageBody, type VisitorApi } from './api';
import type { Outbox, OutboxEntry } from './outbox';
import type { Session } from './storage';

/** How long the socket may take to acknowledge before the message also goes by HTTP. */
export const ACK_WITHIN_MS = 6_000;
const DEFAULT_RETRY_S = 5;
/** A pause that the visitor never sees: the server failed, not the visitor. */
const SERVER_ERROR_RETRY_MS = 3_000;

export type Refusal = { kind: 'denied' } | { kind: 'rate_limited'; seconds: number };

interface SenderOptions {
  outbox: Outbox;
  api: VisitorApi;
  session: () => Session | null;
  /** Sends a frame over the socket; false when there is none. */
  overSocket: (frame: unknown) => boolean;
  onAck: () => void;
  onRefusal: (refusal: Refusal) => void;
}

/**
 * Brings the outbox to the server, in order: over the socket where there is one, else by HTTP.
 * Sending twice is harmless, because the server knows a message by its `client_id`.
 */
export class Sender {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private posting = false;
  private pausedUntil = 0;

  constructor(private readonly options: SenderOptions) {}

  /** One new message. */
  push(entry: OutboxEntry): void {
    if (!this.options.session() || this.posting || this.paused) return;
    if (this.options.overSocket({ message: messageBody(entry) })) this.expectAck();
    else void this.post();
  }

  /** Everything that waits, again. */
  flush(): void {
    if (!this.options.session() || this.posting || this.paused) return;
    for (const entry of this.options.outbox.waiting) {
      if (!this.options.overSocket({ message: messageBody(entry) })) {
        void this.post();
        return;
      }
    }
    if (this.options.outbox.waiting.length > 0) this.expectAck();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.pausedUntil = 0;
  }

  acknowledged(clientId: string): void {
    this.options.outbox.remove(clientId);
    if (this.options.outbox.waiting.length === 0) clearTimeout(this.timer);
    this.options.onAck();
  }

  /** The server said no to a message (or, without a `client_id`, to the last frame). */
  refused(clientId: string | null, code: string, message: string, retryAfterS?: number): void {
    if (code === 'rate_limited' || code === 'too_many_requests') {
      this.pause(retryAfterS ?? DEFAULT_RETRY_S);
    } else if (clientId !== null) {
      this.options.outbox.refuse(clientId, message || code);
    }
    this.options.onAck();
  }

  private get paused(): boolean {
    return Date.now() < this.pausedUntil;
  }

  private pause(seconds: number): void {
    this.pausedUntil = Date.now() + seconds * 1000;
    this.later(seconds * 1000 + 20);
    this.options.onRefusal({ kind: 'rate_limited', seconds });
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }

  /** A socket that swallows messages is as good as none: then HTTP takes over. */
  private expectAck(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.post(), ACK_WITHIN_MS);
  }

  /** Posts what waits, one after the other, so that the order stays. */
  private async post(): Promise<void> {
    if (this.posting) return;
    this.posting = true;
    try {
      for (;;) {
        const session = this.options.session();
        const entry = this.options.outbox.waiting[0];
        if (!session || !entry) return;
        if (!(await this.postOne(session, entry))) return;
      }
    } finally {
      this.posting = false;
    }
  }

  /** True when the next one may follow. */
  private async postOne(session: Session, entry: OutboxEntry): Promise<boolean> {
    try {
      await this.options.api.send(session, entry);
      this.acknowledged(entry.client_id);
      return true;
    } catch (error) {
      if (!(error instanceof HttpError)) {
        this.later(SERVER_ERROR_RETRY_MS);
        return false;
      }
      if (error.status === 429) {
        this.refused(entry.client_id, 'rate_limited', '', error.retryAfterS ?? undefined);
        return false;
      }
      if (error.status === 401 || error.status === 403 || error.status === 404) {
        this.options.onRefusal({ kind: 'denied' });
        return false;
      }
      if (error.status >= 500) {
        this.later(SERVER_ERROR_RETRY_MS);
        return false;
      }
      this.refused(entry.client_id, error.code, error.message);
      return true;
    }
  }
}
