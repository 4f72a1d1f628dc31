import { randomId } from '../core/ids';
import { emptyLog, hasGap, withConversation, withEvents, type LogState } from '../core/log';
import type { ConversationState } from '../core/protocol';
import type { Desk } from './desk';
import { Seen, countAfter } from './log-lines';
import type { Detail, StaffEvent } from './model';
import { browserStorage } from './preferences';
import { history, suggestions, type History, type Suggestions } from './replies-api';
import { StaffUploads, sendFile } from './staff-files';
import { textDrafts } from './text-drafts';

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

/** What has not been sent outlives the view of its conversation. */
const unsent = new Map<string, Draft[]>();
const uploads = new Map<string, StaffUploads>();
const seen = new Seen(browserStorage());

/** Who signs out leaves nothing behind for whoever sits down next. */
export function forgetUnsent(): void {
  unsent.clear();
  uploads.clear();
  textDrafts.clear();
}

/** The conversation that is open: its log, what is known about it, and what is on its way. */
export class Conversation {
  detail: Detail | null = null;
  log: LogState = emptyLog;
  drafts: Draft[];
  readonly files: StaffUploads;
  missing = false;
  /** What the visitor's last message is about; null until that is known. */
  suggested: Suggestions | null = null;
  past: History | null = null;
  /** What came after this number is new to whoever looks; null for nothing. */
  unreadAfter: number | null = null;
  /** Up to where the visitor was told that it was read. */
  readSaid = 0;
  private typingUntil = 0;
  private typingSaid = 0;
  private settling: ReturnType<typeof setTimeout> | undefined;
  /** Up to which message of the visitor suggestions were asked for. */
  private suggestedFor = 0;
  private fetched = false;
  private unsentNote: { text: string; clientId: string } | null = null;

  constructor(
    private readonly desk: Desk,
    readonly id: string,
  ) {
    this.drafts = unsent.get(id) ?? this.interrupted();
    this.files = uploads.get(id) ?? this.newUploads();
    uploads.set(id, this.files);
    this.unreadAfter = seen.of(id);
  }

  /** What was on its way when the page was loaded again: sent once more, it arrives once. */
  private interrupted(): Draft[] {
    const { desk, id } = this;
    try {
      const kept = JSON.parse(textDrafts.read(desk.me?.id ?? '', id, 'unsent') || '[]') as Draft[];
      const failed = desk.words.t('chat.interrupted');
      return kept.map((draft) => ({ ...draft, failed: draft.failed ?? failed }));
    } catch {
      return [];
    }
  }

  private newUploads(): StaffUploads {
    const { desk, id } = this;
    return new StaffUploads(
      (upload, onProgress) => sendFile(id, desk.api.csrf, upload, onProgress),
      (error) => desk.explain(error),
      () => desk.changed(),
      () => desk.upload?.bytes ?? Infinity,
      (megabytes) => desk.words.t('chat.file.large', { n: megabytes }),
    );
  }

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
    if (!this.fetched) {
      this.fetched = true;
      const events = this.log.events as readonly StaffEvent[];
      if (countAfter(events, this.unreadAfter ?? Infinity) === 0) this.unreadAfter = null;
    }
    // Neither may hold up what is said.
    void this.suggest();
    if (!this.past) void this.recall();
  }

  /** Asks what the visitor's last message is about, once for each message. */
  private async suggest(): Promise<void> {
    const events = this.log.events as readonly StaffEvent[];
    const last = events.findLast(
      ({ author, kind }) => author.kind === 'visitor' && kind === 'message',
    );
    const away = this.suggested?.available === false;
    if (!last || this.state?.owner === 'closed') return;
    if (last.seq === this.suggestedFor && !away) return;
    this.suggestedFor = last.seq;
    try {
      const found = await suggestions(this.desk.api, this.id);
      // A slow answer to an older message must not replace a newer one.
      if (this.suggestedFor === last.seq) this.suggested = found;
    } catch {
      // The page says that there are none; the next message asks again.
      if (this.suggestedFor === last.seq) this.suggested = null;
      this.suggestedFor = 0;
    }
    this.desk.changed();
  }

  /** What the visitor had with the desk before. */
  async recall(): Promise<void> {
    try {
      this.past = await history(this.desk.api, this.id);
      this.desk.changed();
    } catch {
      // The next round asks again.
      this.past = null;
    }
  }

  /** The log stands before somebody's eyes, down to its end. */
  noteSeen(): void {
    const { cursor } = this.log;
    if (cursor > (seen.of(this.id) ?? -1)) seen.note(this.id, cursor);
  }

  take(events: readonly StaffEvent[], complete = false): void {
    const { cursor } = this.log;
    this.log = withEvents(this.log, events, complete);
    const arrived = new Set(events.map((event) => event.client_id));
    this.files.arrived(arrived);
    this.keep(this.drafts.filter((draft) => !arrived.has(draft.clientId)));
    const spoke = events.some((event) => event.seq > cursor && event.author.kind === 'visitor');
    if (spoke) this.typingUntil = 0;
    // What comes while nobody looks is new when somebody looks again.
    if (spoke && document.hidden && cursor > 0) this.unreadAfter ??= cursor;
    if (!complete && (hasGap(this.log) || spoke)) this.rowChanged();
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
    this.unreadAfter = null;
    this.keep([...this.drafts, draft]);
    await this.deliver(draft);
  }

  async retry(draft: Draft): Promise<void> {
    this.change(draft.clientId, null);
    await this.deliver(draft);
  }

  discard(draft: Draft): void {
    this.keep(this.drafts.filter((other) => other.clientId !== draft.clientId));
    this.desk.changed();
  }

  private keep(drafts: Draft[]): void {
    this.drafts = drafts;
    if (drafts.length > 0) unsent.set(this.id, drafts);
    else unsent.delete(this.id);
    const kept = drafts.length > 0 ? JSON.stringify(drafts) : '';
    textDrafts.write(this.desk.me?.id ?? '', this.id, 'unsent', kept);
  }

  /** Left once, also when the answer to the first attempt was lost and it is sent again. */
  async note(text: string): Promise<boolean> {
    if (this.unsentNote?.text !== text) this.unsentNote = { text, clientId: randomId() };
    const body = { client_id: this.unsentNote.clientId, text };
    const done = await this.desk.act(this.id, 'notes', body);
    if (done) this.unsentNote = null;
    return done;
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
    // The view may have been left and opened again meanwhile.
    const now = unsent.get(this.id) ?? this.drafts;
    this.keep(now.map((draft) => (draft.clientId === clientId ? { ...draft, failed } : draft)));
    const shown = this.desk.open;
    if (shown && shown !== this && shown.id === this.id) shown.drafts = this.drafts;
  }
}
