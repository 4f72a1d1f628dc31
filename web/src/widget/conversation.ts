import { backoff, type Phase } from '../core/connection';
import { UnreachableError } from '../core/http';
import { Link } from '../core/link';
import { emptyLog, hasGap, withConversation, withEvents, type LogState } from '../core/log';
import type { ChatEvent, ConversationState } from '../core/protocol';
import { verdict, type EventsReply, type VisitorApi } from './api';
import type { Session } from './storage';
import { Telling } from './telling';
import { Typing } from './typing';

const POLL_WAIT_S = 25;

interface ConversationOptions {
  api: VisitorApi;
  now: () => number;
  onChange: () => void;
  /** There is a connection, for the first time or again. */
  onConnected: () => void;
  /** Something has come that was not known before. */
  onEvent: (event: ChatEvent) => void;
  /** The visitor has chosen this language, here or in words. */
  onLanguage: (language: string) => void;
  /** The session has a new token. */
  onToken: () => void;
  onAck: (clientId: string) => void;
  onRefusal: (clientId: string | null, code: string, message: string, afterS?: number) => void;
  /** The code of an error that may be about the whole conversation. */
  onError: (code: string) => void;
}

/** One conversation as its server tells it: the log, and the connection that keeps it up. */
export class Conversation {
  log: LogState = emptyLog;
  /** The server has answered for it. */
  ready = false;
  readonly typing: Typing;
  readonly telling: Telling;
  readonly #link: Link;
  /** The last number that a heartbeat has named. */
  #heard = 0;
  #catchingUp = false;
  /** The language that the visitor chose last. */
  #language: string | undefined;
  /** How many states came over the stream: one that was fetched meanwhile may be older. */
  #states = 0;

  constructor(
    readonly session: Session,
    private readonly options: ConversationOptions,
  ) {
    const { api } = options;
    this.typing = new Typing(options.now, options.onChange);
    this.#link = new Link({
      openSocket: () => api.stream(session, this.log.cursor),
      poll: async (signal) => {
        await this.#fetch(this.phase === 'polling' && this.ready ? POLL_WAIT_S : 0, signal);
      },
      onFrame: (frame) => this.#onFrame(frame),
      onPhase: () => {
        if (this.connected) options.onConnected();
        options.onChange();
      },
    });
    this.telling = new Telling(this.#link, api, session);
  }

  get phase(): Phase {
    return this.#link.phase;
  }

  get connected(): boolean {
    return this.phase === 'live' || this.phase === 'polling';
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  nudge(): void {
    this.#link.nudge();
  }

  /** Sends over the socket; false when there is none. */
  send(frame: unknown): boolean {
    return this.#link.send(frame);
  }

  /** Makes a call; the state in its answer is taken, and its error heeded. */
  async within<T>(call: (session: Session) => Promise<T>): Promise<T> {
    const states = this.#states;
    try {
      const reply = await call(this.session);
      if (states === this.#states && isObject(reply) && isObject(reply['state'])) {
        this.#takeState(reply['state'] as unknown as ConversationState);
        this.options.onChange();
      }
      return reply;
    } catch (error) {
      if (isObject(error) && verdict(error['code'])) this.options.onError(String(error['code']));
      throw error;
    }
  }

  /** Takes in what is after the cursor; returns how many events that were. */
  async #fetch(waitS: number, signal?: AbortSignal): Promise<number> {
    const { events, token, typing } = await this.within<EventsReply>((session) =>
      this.options.api.events(session, this.log.cursor, waitS, signal),
    );
    // What was asked before the connection was given up is another's to tell.
    if (this.phase === 'stopped') throw new UnreachableError();
    if (token) this.#takeToken(token);
    if (typing) this.typing.take(typing, this.log);
    this.#takeEvents(events, true);
    this.options.onChange();
    return events.length;
  }

  #onFrame(frame: Record<string, unknown>): void {
    const { event, state, ack, token, error, seq } = frame;
    // A heartbeat carries the state, too: a frame that got lost is made up for.
    if (isObject(state)) {
      this.#states += 1;
      this.#takeState(state as unknown as ConversationState);
    }
    if (isObject(event)) {
      this.#takeEvents([event as unknown as ChatEvent], false);
    } else if (typeof ack === 'string') {
      this.options.onAck(ack);
    } else if ('typing' in frame) {
      this.typing.take(frame['typing'], this.log);
    } else if (typeof token === 'string') {
      this.#takeToken(token);
    } else if (isObject(error)) {
      this.#takeError(error);
    } else if (typeof seq === 'number') {
      // A heartbeat, asked for or not.
      this.#heard = Math.max(this.#heard, seq);
    }
    void this.#catchUp();
    this.options.onChange();
  }

  /** Fetches what the stream has failed to bring, until it is here. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    // Without a stream the polls bring everything, and a new one begins at the cursor.
    for (
      let failed = 0;
      this.phase === 'live' && (hasGap(this.log) || this.log.cursor < this.#heard);
    ) {
      try {
        if ((await this.#fetch(0)) === 0) break;
        failed = 0;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, backoff(failed, Math.random())));
        failed += 1;
      }
    }
    this.#heard = 0;
    this.#catchingUp = false;
  }

  #takeEvents(events: readonly ChatEvent[], complete: boolean): void {
    const before = this.log;
    this.ready = true;
    this.log = withEvents(before, events, complete);
    if (before === this.log) return;
    const known = new Set(before.events);
    for (const event of this.log.events) {
      if (known.has(event)) continue;
      if (event.author.kind === 'staff') this.typing.staffSpoke();
      this.options.onEvent(event);
    }
  }

  #takeState(state: ConversationState): void {
    this.ready = true;
    this.log = withConversation(this.log, state);
    const { language, language_chosen } = state;
    if (!language || !language_chosen || language === this.#language) return;
    this.#language = language;
    this.options.onLanguage(language);
  }

  #takeToken(token: string): void {
    this.session.token = token;
    this.options.onToken();
  }

  #takeError({ code, message, client_id, retry_after }: Record<string, unknown>): void {
    if (verdict(code)) return this.options.onError(String(code));
    this.options.onRefusal(
      typeof client_id === 'string' ? client_id : null,
      String(code),
      typeof message === 'string' ? message : '',
      typeof retry_after === 'number' ? retry_after : undefined,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
