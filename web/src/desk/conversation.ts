import { randomId } from '../core/ids';
import { emptyLog, hasGap, withConversation, withEvents, type LogState } from '../core/log';
import type { ConversationState } from '../core/protocol';
import type { Desk } from './desk';
import type { Detail, StaffEvent } from './model';

/** A message of this page that is not in the log yet. */
export interface Draft {
  clientId: string;
  text: string;
  failed: string | null;
}

const TYPING_MS = 6_000;
const SAY_TYPING_EVERY_MS = 3_000;
/** Several changes in one breath ask the server once. */
const SETTLE_MS = 250;

/** The conversation that is open: its log, what is known about it, and what is on its way. */
export class Conversation {
  detail: Detail | null = null;
  log: LogState = emptyLog;
  drafts: Draft[] = [];
  missing = false;
  /** Up to where the visitor was told that it was read. */
  readSaid = 0;
  private typingUntil = 0;
  private typingSaid = 0;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    readonly id: string,
  ) {}

  get state(): ConversationState | null {
    return (
      this.desk.rows.get(this.id)?.state ?? this.log.conversation ?? this.detail?.state ?? null
    );
  }

  get visitorIsTyping(): boolean {
    return Date.now() < this.typingUntil;
  }

  async refresh(): Promise<void> {
    const done = await this.desk.attempt(() => this.fetch());
    if (!done && !this.detail) this.missing = true;
    this.desk.changed();
  }

  /** @throws HttpError or UnreachableError */
  async fetch(): Promise<void> {
    const { api } = this.desk;
    const [detail, reply] = await Promise.all([
      api.conversation(this.id),
      api.events(this.id, this.log.cursor),
    ]);
    this.detail = detail;
    this.log = withConversation(this.log, reply.state);
    this.take(reply.events, true);
  }

  take(events: readonly StaffEvent[], complete = false): void {
    this.log = withEvents(this.log, events, complete);
    const arrived = new Set(events.map((event) => event.client_id));
    this.drafts = this.drafts.filter((draft) => !arrived.has(draft.clientId));
    if (events.some((event) => event.author.kind === 'visitor')) this.typingUntil = 0;
    if (!complete && hasGap(this.log)) this.rowChanged();
  }

  /** The server says that something about it has changed. */
  rowChanged(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      if (this.desk.open === this) void this.refresh();
    }, SETTLE_MS);
  }

  visitorTypes(): void {
    this.typingUntil = Date.now() + TYPING_MS;
    setTimeout(() => this.desk.changed(), TYPING_MS + 50);
  }

  sayTyping(): void {
    if (Date.now() - this.typingSaid < SAY_TYPING_EVERY_MS) return;
    this.typingSaid = Date.now();
    this.desk.sendTyping(this.id);
  }

  async say(text: string): Promise<void> {
    const draft: Draft = { clientId: randomId(), text, failed: null };
    this.drafts = [...this.drafts, draft];
    await this.deliver(draft);
  }

  async retry(draft: Draft): Promise<void> {
    this.change(draft.clientId, null);
    await this.deliver(draft);
  }

  discard(draft: Draft): void {
    this.drafts = this.drafts.filter((other) => other.clientId !== draft.clientId);
    this.desk.changed();
  }

  async note(text: string): Promise<boolean> {
    return this.desk.act(this.id, 'notes', { text });
  }

  private async deliver(draft: Draft): Promise<void> {
    this.desk.changed();
    try {
      await this.desk.api.say(this.id, draft.clientId, draft.text);
      // The event comes by the stream; without one, the answer is fetched.
      if (this.desk.phase !== 'live') await this.fetch();
    } catch (error) {
      this.change(draft.clientId, this.desk.explain(error));
    }
    this.desk.changed();
  }

  private change(clientId: string, failed: string | null): void {
    this.drafts = this.drafts.map((draft) =>
      draft.clientId === clientId ? { ...draft, failed } : draft,
    );
  }
}
