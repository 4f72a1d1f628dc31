import { HttpError } from '../core/http';
import { randomId } from '../core/ids';
import { Link } from '../core/link';
import type { Phase } from '../core/connection';
import type { ChatEvent, ConversationState, WidgetConfig } from '../core/protocol';
import type { VisitorApi } from './api';
import { emptyLog, hasGap, withConversation, withEvents, type LogState } from '../core/log';
import { awaitsAnswer, unreadAfter } from './log';
import { Outbox, type OutboxEntry } from './outbox';
import { Sender, type Refusal } from './sender';
import { SessionStore, type Session, type Store } from './storage';

const POLL_WAIT_S = 25;
const STAFF_TYPING_MS = 6_000;
/** After this the answer is not "being typed" any more; the desk says so itself. */
const BOT_TYPING_MS = 20_000;
const BEGIN_RETRY_MS = 5_000;

export type NoticeKind = 'expired' | 'moved' | 'unavailable' | 'rate_limited';

export interface Snapshot {
  log: LogState;
  outbox: readonly OutboxEntry[];
  phase: Phase;
  config: WidgetConfig | null;
  typing: { kind: 'bot' | 'staff'; name: string | null } | null;
  notice: { kind: NoticeKind; seconds?: number } | null;
  /** The first events are here, or their absence is known. */
  ready: boolean;
  unread: number;
}

export interface ClientOptions {
  api: VisitorApi;
  store: Store;
  origin: string;
  language: string;
  department: string | null;
  page: string;
  onChange: () => void;
  onEvent?: (event: ChatEvent) => void;
  now?: () => number;
  newId?: () => string;
}

/** One visitor's conversation: what is known of it, what is on its way, and the connection. */
export class ChatClient {
  language: string;
  department: string | null;
  private log: LogState = emptyLog;
  private config: WidgetConfig | null = null;
  private notice: Snapshot['notice'] = null;
  private ready = false;
  private reading = false;
  private session: Session | null = null;
  private link: Link | null = null;
  private staffTyping: { name: string | null; until: number } | null = null;
  private botTypingUntil = 0;
  private beginTimer: ReturnType<typeof setTimeout> | undefined;
  private fetching = false;
  /** This page began the conversation itself. */
  private begun = false;
  /** The server has answered for this conversation at least once. */
  private proven = false;
  private readonly sessions: SessionStore;
  private readonly outbox: Outbox;
  private readonly sender: Sender;
  private readonly now: () => number;
  private readonly newId: () => string;

  constructor(private readonly options: ClientOptions) {
    this.language = options.language;
    this.department = options.department;
    this.now = options.now ?? Date.now;
    this.newId = options.newId ?? randomId;
    this.sessions = new SessionStore(options.store, options.origin);
    this.outbox = new Outbox(options.store, options.origin);
    this.sender = new Sender({
      outbox: this.outbox,
      api: options.api,
      session: () => this.session,
      overSocket: (frame) => this.link?.send(frame) ?? false,
      onAck: () => this.changed(),
      onRefusal: (refusal) => this.onRefusal(refusal),
    });
  }

  get snapshot(): Snapshot {
    return {
      log: this.log,
      outbox: this.outbox.entries,
      phase: this.link?.phase ?? 'connecting',
      config: this.config,
      typing: this.typing(),
      notice: this.notice,
      ready: this.ready,
      unread: this.reading ? 0 : unreadAfter(this.log, this.sessions.readSeq()),
    };
  }

  /** True when this device has a conversation that may get news while the panel is closed. */
  get hasConversation(): boolean {
    return this.sessions.read() !== null || this.outbox.entries.length > 0;
  }

  /** Takes up the device's conversation, or begins one. */
  async start(): Promise<void> {
    if (this.link || this.beginTimer !== undefined) return this.link?.nudge();
    void this.refreshConfig();
    await this.takeUp();
  }

  stop(): void {
    clearTimeout(this.beginTimer);
    this.beginTimer = undefined;
    this.link?.stop();
    this.link = null;
    this.sender.stop();
  }

  nudge(): void {
    this.link?.nudge();
  }

  /** Takes a message on its way; it is shown at once and sent as soon as it can be. */
  say(text: string, payload?: string): void {
    const entry: OutboxEntry = {
      client_id: this.newId(),
      text,
      at: new Date(this.now()).toISOString(),
    };
    if (payload !== undefined) entry.payload = payload;
    this.outbox.add(entry);
    if (this.notice?.kind !== 'unavailable') this.notice = null;
    this.expectBot();
    this.changed();
    this.sender.push(entry);
    if (!this.session) void this.start();
  }

  retry(clientId: string): void {
    this.outbox.retry(clientId);
    this.changed();
    this.sender.flush();
  }

  discard(clientId: string): void {
    this.outbox.remove(clientId);
    this.changed();
  }

  dismissNotice(): void {
    this.notice = null;
    this.changed();
  }

  sayTyping(): void {
    this.link?.send({ typing: true });
  }

  /** The visitor sees the log, or no longer does. */
  setReading(reading: boolean): void {
    this.reading = reading;
    if (reading) this.markRead();
    this.changed();
  }

  /** Leaves this conversation for a new one. */
  async renew(): Promise<void> {
    this.outbox.clear();
    this.notice = null;
    this.reset();
    this.sessions.clear();
    this.changed();
    await this.takeUp();
  }

  async setLanguage(language: string): Promise<void> {
    this.language = language;
    await this.refreshConfig();
  }

  /** Another tab wrote to the device's storage. */
  onStorage(key: string | null): void {
    if (key === null || key === this.outbox.key) this.outbox.reload();
    if (key === null || key === this.sessions.key) {
      const stored = this.sessions.read();
      if (stored && this.session && stored.id !== this.session.id) {
        this.notice = { kind: 'moved' };
        this.reset();
        this.connect(stored);
      }
    }
    this.changed();
  }

  async refreshConfig(): Promise<void> {
    try {
      this.config = await this.options.api.config(this.language, this.department);
      this.changed();
    } catch {
      // The header shows less without it; the next opening asks again.
      return;
    }
  }

  private async takeUp(): Promise<void> {
    const begin = async (): Promise<Session> => {
      const stored = this.sessions.read();
      if (stored) return stored;
      const { language, department } = this;
      const session = await this.options.api.begin(language, this.options.page, department);
      this.sessions.write(session);
      this.begun = true;
      return session;
    };
    try {
      // Two tabs that open at once must not begin two conversations.
      const session = await exclusively(this.sessions.key, begin);
      if (this.notice?.kind === 'unavailable') this.notice = null;
      this.connect(session);
    } catch (error) {
      const limited = error instanceof HttpError && error.status === 429;
      const seconds = limited ? (error.retryAfterS ?? 10) : BEGIN_RETRY_MS / 1000;
      this.notice = limited ? { kind: 'rate_limited', seconds } : { kind: 'unavailable' };
      this.ready = true;
      this.beginLater(seconds * 1000);
      this.changed();
    }
  }

  private connect(session: Session): void {
    this.session = session;
    this.link = new Link({
      openSocket: () => this.options.api.stream(session, this.log.cursor),
      poll: (signal) => this.poll(session, signal),
      onFrame: (frame) => this.onFrame(session, frame),
      onPhase: (phase) => {
        // What is unacknowledged goes out again; the desk drops what it has already.
        if (phase === 'live' || phase === 'polling') this.sender.flush();
        this.changed();
      },
    });
    this.link.start();
    if (!this.config) void this.refreshConfig();
    this.changed();
  }

  private async poll(session: Session, signal: AbortSignal): Promise<void> {
    const wait = this.link?.phase === 'polling' && this.ready ? POLL_WAIT_S : 0;
    await this.fetchEvents(session, wait, signal);
  }

  private async fetchEvents(session: Session, waitS: number, signal?: AbortSignal): Promise<void> {
    try {
      const after = this.log.cursor;
      const reply = await this.options.api.events(session, after, waitS, signal);
      if (this.session !== session) return;
      this.takeEvents(reply.events, true);
      this.takeState(reply.state);
      this.changed();
    } catch (error) {
      if (this.session === session && isDenied(error)) await this.expire();
      else throw error;
    }
  }

  private onFrame(session: Session, frame: Record<string, unknown>): void {
    if (this.session !== session) return;
    if (isObject(frame['event'])) {
      this.takeEvents([frame['event'] as unknown as ChatEvent], false);
      if (hasGap(this.log)) this.fillGap(session);
    } else if (isObject(frame['state'])) {
      this.takeState(frame['state'] as unknown as ConversationState);
    } else if (typeof frame['ack'] === 'string') {
      this.sender.acknowledged(frame['ack']);
    } else if ('typing' in frame) {
      this.takeTyping(frame['typing']);
    } else if (isObject(frame['error'])) {
      const { code, message, client_id } = frame['error'] as Record<string, string | undefined>;
      const pause = frame['error']['retry_after'];
      const seconds = typeof pause === 'number' ? pause : undefined;
      this.sender.refused(client_id ?? null, code ?? '', message ?? '', seconds);
    }
    this.changed();
  }

  private fillGap(session: Session): void {
    if (this.fetching) return;
    this.fetching = true;
    this.fetchEvents(session, 0)
      .catch(() => this.link?.nudge())
      .finally(() => {
        this.fetching = false;
      });
  }

  private takeEvents(events: readonly ChatEvent[], complete: boolean): void {
    const before = this.log;
    this.proven = true;
    this.log = withEvents(this.log, events, complete);
    this.ready = true;
    if (before === this.log) return;
    const known = new Set(before.events.map((event) => event.seq));
    for (const event of this.log.events) {
      if (known.has(event.seq)) continue;
      if (event.client_id && this.outbox.remove(event.client_id)) this.expectBot();
      if (event.author.kind === 'staff') this.staffTyping = null;
      this.options.onEvent?.(event);
    }
    if (this.reading) this.markRead();
  }

  private takeState(conversation: ConversationState): void {
    this.proven = true;
    if (isObject(conversation)) this.log = withConversation(this.log, conversation);
    this.ready = true;
  }

  private takeTyping(value: unknown): void {
    const who = isObject(value) ? (value['author'] ?? value) : null;
    const kind = isObject(who) ? who['kind'] : null;
    const name = isObject(who) && typeof who['name'] === 'string' ? who['name'] : null;
    if (value === false) {
      this.staffTyping = null;
      this.botTypingUntil = 0;
    } else if (kind === 'bot' || (kind !== 'staff' && this.log.conversation?.owner === 'bot')) {
      this.expectBot();
    } else {
      this.staffTyping = { name, until: this.now() + STAFF_TYPING_MS };
      setTimeout(() => this.changed(), STAFF_TYPING_MS + 50);
    }
  }

  private expectBot(): void {
    this.botTypingUntil = this.now() + BOT_TYPING_MS;
    setTimeout(() => this.changed(), BOT_TYPING_MS + 50);
  }

  private typing(): Snapshot['typing'] {
    const staff = this.staffTyping;
    if (staff && staff.until > this.now()) {
      return { kind: 'staff', name: staff.name ?? this.log.conversation?.staff?.name ?? null };
    }
    const connected = this.link?.phase === 'live' || this.link?.phase === 'polling';
    return connected && awaitsAnswer(this.log) && this.botTypingUntil > this.now()
      ? { kind: 'bot', name: null }
      : null;
  }

  private onRefusal(refusal: Refusal): void {
    if (refusal.kind === 'denied') void this.expire();
    else if (refusal.kind === 'rate_limited') {
      this.notice = { kind: 'rate_limited', seconds: refusal.seconds };
      setTimeout(() => {
        if (this.notice?.kind === 'rate_limited') this.dismissNotice();
      }, refusal.seconds * 1000);
    }
    this.changed();
  }

  /** The token is no longer good: a new conversation, and what was not sent goes there. */
  private async expire(): Promise<void> {
    if (!this.session) return;
    // A server that refuses even a token that it has just given out is broken: go slowly then.
    const broken = !this.proven && this.begun;
    this.notice = { kind: broken ? 'unavailable' : 'expired' };
    this.reset();
    this.sessions.clear();
    this.changed();
    if (broken) this.beginLater(BEGIN_RETRY_MS);
    else await this.takeUp();
  }

  private beginLater(ms: number): void {
    this.beginTimer = setTimeout(() => {
      this.beginTimer = undefined;
      void this.takeUp();
    }, ms);
  }

  private reset(): void {
    this.stop();
    this.session = null;
    this.log = emptyLog;
    this.ready = false;
    this.proven = false;
    this.staffTyping = null;
    this.botTypingUntil = 0;
  }

  private markRead(): void {
    const last = this.log.cursor;
    if (last === 0 || last <= this.sessions.readSeq()) return;
    this.sessions.writeReadSeq(last);
    this.link?.send({ read: last });
  }

  private changed(): void {
    this.options.onChange();
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isDenied(error: unknown): boolean {
  return error instanceof HttpError && [401, 403, 404].includes(error.status);
}

/** Runs one at a time over all tabs, where the browser can. */
async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  return locks ? ((await locks.request(name, work)) as T) : work();
}
