import type { Link } from '../core/link';
import type { VisitorApi } from './api';
import type { Session } from './storage';

const TYPING_EVERY_MS = 3_000;

/** What the desk is told beside messages, over the stream or without one. */
export class Telling {
  #typedAt = Number.NEGATIVE_INFINITY;
  #toldRead = 0;
  #busy = false;

  constructor(
    private readonly link: Link,
    private readonly api: Pick<VisitorApi, 'call'>,
    private readonly session: Session,
  ) {}

  /** The visitor is typing; as often as it happens. */
  typing(now: number): void {
    if (now - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = now;
    void this.#tell('typing', true);
  }

  /** The visitor has read up to `seq`; once more when it may not have come through. */
  async read(seq: number): Promise<void> {
    // Without a stream one call at a time: the next thing that comes asks again.
    if (seq <= this.#toldRead || this.#busy) return;
    this.#busy = true;
    if (await this.#tell('read', seq)) this.#toldRead = seq;
    this.#busy = false;
  }

  async #tell(what: 'typing' | 'read', value: unknown): Promise<boolean> {
    const frame = { [what]: value };
    if (this.link.send(frame)) return true;
    if (this.link.phase !== 'polling') return false;
    try {
      await this.api.call(this.session, 'POST', what, frame);
      return true;
    } catch {
      return false;
    }
  }
}
