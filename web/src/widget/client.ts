import { HttpError, UnreachableError } from '../core/http';
import { randomId } from '../core/ids';
import { emptyLog } from '../core/log';
import type { ChatEvent, WidgetConfig } from '../core/protocol';
import { verdict, type VisitorApi } from './api';
import { Beginner } from './beginning';
import { Conversation } from './conversation';
import { unreadAfter } from './log';
import { Outbox } from './outbox';
import { Sender } from './sender';
import { SESSION, SessionStore, Shelf, type Session, type Store } from './storage';
import type { Notice, NoticeKind, Snapshot } from './snapshot';

/** Notices that are about what was before, once the visitor goes on. */
const PAST: (NoticeKind | undefined)[] = ['expired', 'moved', 'identity'];
/** Notices that a conversation which begins makes untrue. */
const NOT_BEGUN: (NoticeKind | undefined)[] = ['unavailable', 'rate_limited'];

export type { Notice, NoticeKind, Snapshot } from './snapshot';

export interface ClientOptions {
  api: VisitorApi;
  store: Store | null;
  origin: string;
  language: string;
  department: string | null;
  page: string;
  onChange: () => void;
  onEvent?: (event: ChatEvent) => void;
  /** A conversation is taken up: the device's, a new one, or another tab's. */
  onConversation?: (id: string) => void;
  /** The visitor has asked for this language in the conversation. */
  onLanguage?: (language: string) => void;
  now?: () => number;
  newId?: () => string;
}

/** One visitor's chat: the conversation of this device, and what is on its way. */
export class ChatClient {
  language: string;
  department: string | null;
  readonly api: VisitorApi;
  /** Says who the visitor is; called with the conversation whenever there is a connection. */
  identifier: ((conversationId: string) => Promise<void>) | null = null;
  #conversation: Conversation | null = null;
  #config: WidgetConfig | null = null;
  #notice: Notice | null = null;
  #reading = false;
  /** No conversation is on its way: there is nothing to wait for. */
  #idle = false;
  /** The page may not have the chat: nothing is tried any more. */
  #barred = false;
  readonly #shelf: Shelf;
  readonly #sessions: SessionStore;
  readonly #outbox: Outbox;
  readonly #sender: Sender;
  readonly #beginner: Beginner;
  readonly #now: () => number;
  readonly #newId: () => string;

  constructor(private readonly options: ClientOptions) {
    this.api = options.api;
    this.language = options.language;
    this.department = options.department;
    this.#now = options.now ?? Date.now;
    this.#newId = options.newId ?? randomId;
    this.#shelf = new Shelf(options.store, options.origin);
    this.#sessions = new SessionStore(this.#shelf);
    this.#outbox = new Outbox(this.#shelf);
    this.#beginner = new Beginner({
      api: this.api,
      shelf: this.#shelf,
      sessions: this.#sessions,
      newId: this.#newId,
      details: () => ({
        language: this.language,
        page: options.page,
        department: this.department,
      }),
      onSession: (session) => {
        if (NOT_BEGUN.includes(this.#notice?.kind)) this.#notice = null;
        if (session) this.#connect(session);
        else this.#idle = true;
        this.#changed();
      },
      onFailure: (reason) => {
        this.#idle = true;
        if (reason.kind === 'origin') this.#bar();
        else this.notify(reason);
      },
    });
    this.#sender = new Sender({
      outbox: this.#outbox,
      api: this.api,
      session: () => (this.#running ? (this.#conversation?.session ?? null) : null),
      overSocket: (frame) => this.#conversation?.send(frame) ?? false,
      onArrived: () => {
        this.#conversation?.typing.expectBot();
        this.#changed();
      },
      onRefused: () => this.#changed(),
      onPause: (seconds) => this.#pause(seconds),
      onError: (code) => this.#judge(code),
    });
  }

  get snapshot(): Snapshot {
    const conversation = this.#conversation;
    const id = conversation?.session.id;
    const log = conversation?.log ?? emptyLog;
    return {
      log,
      outbox: this.#outbox.of(id),
      phase: conversation?.phase ?? 'connecting',
      config: this.#config,
      typing: conversation?.typing.shown(log, conversation.connected) ?? null,
      notice: this.#notice,
      ready: conversation?.ready || this.#idle,
      unread: this.#reading ? 0 : unreadAfter(log, this.#sessions.readSeq(id)),
    };
  }

  /** True when this device has a conversation that may get news while the panel is closed. */
  get hasConversation(): boolean {
    return this.#sessions.read() !== null || this.#outbox.entries.length > 0;
  }

  get conversationId(): string | null {
    return this.#conversation?.session.id ?? null;
  }

  /** Takes up the device's conversation, or begins one. */
  async start(): Promise<void> {
    if (this.#barred || this.#beginner.waiting) return;
    if (this.#running) return this.nudge();
    if (!this.#config) void this.refreshConfig();
    await this.#beginner.takeUp();
  }

  stop(): void {
    this.#beginner.stop();
    this.#conversation?.stop();
    this.#sender.stop();
  }

  /** The page is seen again, or the network has changed. */
  nudge(): void {
    if (this.#running) this.#conversation?.nudge();
  }

  /** Takes a message on its way; it is shown at once and sent as soon as it can be. */
  say(text: string, payload?: string): void {
    this.#outbox.add({
      client_id: this.#newId(),
      text,
      payload,
      at: new Date(this.#now()).toISOString(),
      conversation: this.#conversation?.session.id,
    });
    if (PAST.includes(this.#notice?.kind)) this.#notice = null;
    this.#conversation?.typing.expectBot();
    this.#changed();
    this.#sender.pump();
    if (!this.#conversation) void this.start();
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
    this.#changed();
    this.#sender.pump();
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId);
    this.#changed();
    this.#sender.pump();
  }

  notify(notice: Notice | null): void {
    if (!this.#barred) this.#notice = notice;
    this.#changed();
  }

  dismissNotice(): void {
    this.notify(null);
  }

  sayTyping(): void {
    this.#conversation?.telling.typing(this.#now());
  }

  /** The visitor sees the log, or no longer does. */
  setReading(reading: boolean): void {
    this.#reading = reading;
    this.#markRead();
    this.#changed();
  }

  /**
   * Leaves this conversation for a new one.
   *
   * @param sameVisitor false: nothing connects it with the one before
   */
  async renew(sameVisitor = true): Promise<void> {
    const before = this.#conversation?.session ?? this.#sessions.read();
    this.#reset();
    this.#outbox.clear();
    this.#sessions.prepare(this.#newId(), sameVisitor ? before?.token : undefined);
    this.notify(null);
    await this.#beginner.takeUp();
  }

  /**
   * Ends it on this device only, in all tabs, and stops: nothing of it is kept here. Returns the
   * session, for whoever has something left to say about it.
   *
   * @param outbox false: what is unsent stays
   */
  leave(outbox = true): Session | null {
    const session = this.#conversation?.session ?? this.#sessions.read();
    this.#reset();
    this.#idle = true;
    this.#sessions.clear();
    if (outbox) this.#outbox.clear();
    this.notify(null);
    return session;
  }

  /** Takes a conversation up again that was left. */
  async rejoin(session: Session): Promise<void> {
    this.#sessions.write(session);
    await this.start();
  }

  /** In which language conversations begin and the departments are named. */
  async setLanguage(language: string): Promise<void> {
    this.language = language;
    await this.refreshConfig();
  }

  /** The visitor wants to be answered in this language. Throws as {@link call} does. */
  async chooseLanguage(language: string): Promise<void> {
    void this.setLanguage(language);
    if (this.#conversation) await this.call('PUT', 'language', { language });
  }

  /**
   * A call about this conversation, e.g. `call('POST', 'end')`; a state in its answer is taken.
   *
   * @throws HttpError or UnreachableError, also while there is no conversation
   */
  call<T>(method: string, part: string, body?: unknown): Promise<T> {
    return this.within((session) => this.api.call<T>(session, method, part, body));
  }

  /** The same for any work with the session. */
  async within<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (!this.#conversation) throw new UnreachableError();
    return this.#conversation.within(work);
  }

  /** Another tab wrote to the device's storage. */
  onStorage(key: string | null): void {
    const name = key === null ? '' : this.#shelf.changed(key);
    if (name === null) return;
    this.#outbox.reload();
    if (name === SESSION && this.#conversation && !this.#follow() && !this.#sessions.read()) {
      // The visitor has left the conversation there.
      this.#reset();
      this.#idle = true;
    }
    this.#sender.pump();
    this.#changed();
  }

  async refreshConfig(): Promise<void> {
    const { language } = this;
    try {
      const config = await this.api.config(language, this.department);
      if (language === this.language) this.#config = config;
      this.#changed();
    } catch (error) {
      // The header shows less without it; the next connection or opening asks again.
      if (error instanceof HttpError && verdict(error.code) === 'origin') this.#bar();
    }
  }

  get #running(): boolean {
    return this.#conversation !== null && this.#conversation.phase !== 'stopped';
  }

  #connect(session: Session): void {
    if (this.#conversation?.session.id !== session.id) this.#conversation = this.#converse(session);
    this.#outbox.adopt(session.id);
    this.#conversation.start();
    this.options.onConversation?.(session.id);
    this.#changed();
  }

  #converse(session: Session): Conversation {
    const mine = (): boolean => this.#conversation?.session === session;
    return new Conversation(session, {
      api: this.api,
      now: this.#now,
      onChange: () => {
        if (!mine()) return;
        this.#markRead();
        this.#changed();
      },
      onConnected: () => {
        void this.identifier?.(session.id);
        this.#sender.restart();
        if (!this.#config) void this.refreshConfig();
      },
      onEvent: (event) => {
        if (event.client_id) this.#sender.arrived(event.client_id);
        this.options.onEvent?.(event);
      },
      onLanguage: (language) => {
        if (mine() && language !== this.language) this.options.onLanguage?.(language);
      },
      onToken: () => this.#sessions.renew(session),
      onAck: (clientId) => this.#sender.acknowledged(clientId),
      onRefusal: (...refusal) => this.#sender.refused(...refusal),
      onError: (code) => mine() && this.#judge(code),
    });
  }

  #pause(seconds: number): void {
    const notice: Notice = { kind: 'rate_limited', seconds };
    this.notify(notice);
    setTimeout(() => {
      if (this.#notice === notice) this.dismissNotice();
    }, seconds * 1000);
  }

  #judge(code: string): void {
    const found = verdict(code);
    if (found === 'origin') this.#bar();
    else if (found && this.#conversation) void this.#expire(this.#conversation);
  }

  #bar(): void {
    this.stop();
    this.#idle = true;
    this.#notice = { kind: 'origin' };
    this.#barred = true;
    this.#changed();
  }

  /** The conversation is out of reach: a new one, and what was not sent goes there. */
  async #expire({ ready }: Conversation): Promise<void> {
    if (this.#follow()) return;
    // A server that refuses even a token that it has just given out is broken: go slowly then.
    const broken = this.#beginner.begun && !ready;
    this.#reset();
    if (!this.#sessions.beginning()) this.#sessions.prepare(this.#newId());
    this.notify({ kind: broken ? 'unavailable' : 'expired' });
    if (broken) this.#beginner.later();
    else await this.#beginner.takeUp();
  }

  /** Goes along with what another tab has stored; true when that was something new. */
  #follow(): boolean {
    const session = this.#conversation?.session;
    const stored = this.#sessions.read();
    if (!session || !stored) return false;
    if (stored.id !== session.id) {
      this.#reset();
      this.#notice = { kind: 'moved' };
      this.#connect(stored);
      return true;
    }
    const renewed = stored.token !== session.token;
    session.token = stored.token;
    return renewed;
  }

  #reset(): void {
    this.stop();
    this.#conversation = null;
    this.#idle = false;
  }

  #markRead(): void {
    const conversation = this.#conversation;
    const sessions = this.#sessions;
    if (!conversation) return;
    const { id } = conversation.session;
    const { cursor } = conversation.log;
    // Another tab may have left it just now: then nothing of it may come back.
    const kept = sessions.read()?.id === id;
    if (kept && this.#reading && cursor > sessions.readSeq(id)) sessions.writeReadSeq(id, cursor);
    void conversation.telling.read(sessions.readSeq(id));
  }

  #changed(): void {
    this.options.onChange();
  }
}
