import { request, requestJson, type Fetch, type RequestOptions } from '../core/http';
import type { ChatEvent, ConversationState, WidgetConfig } from '../core/protocol';
import type { OutboxEntry } from './outbox';
import type { Beginning, Session } from './storage';

/** How long an answer may take, beyond what the call itself asks to wait. */
const ANSWER_WITHIN_MS = 15_000;

export interface EventsReply {
  events: ChatEvent[];
  state: ConversationState;
  /** Somebody was typing just now. */
  typing?: unknown;
  /** The token from now on. */
  token?: string;
}

export interface BeginOptions {
  language: string;
  page: string;
  department: string | null;
}

/** What goes over the line for a message: a button's payload, or text. */
export function messageBody({ client_id, text, payload }: OutboxEntry): Record<string, string> {
  return payload === undefined ? { client_id, text } : { client_id, payload, title: text };
}

/**
 * What the code of an error says about more than its own call: the conversation is out of reach,
 * or the page that the widget stands on is not allowed to have it.
 */
export function verdict(code: unknown): 'expired' | 'origin' | null {
  switch (code) {
    case 'token_expired':
    case 'token_invalid':
    case 'conversation_not_found':
    case 'forbidden':
      return 'expired';
    case 'origin_not_allowed':
      return 'origin';
    default:
      return null;
  }
}

/** The visitor's calls to one desk. Each throws HttpError or UnreachableError. */
export class VisitorApi {
  constructor(
    private readonly origin: string,
    private readonly fetcher: Fetch,
  ) {}

  config(language: string, department: string | null): Promise<WidgetConfig> {
    const query = new URLSearchParams({ language });
    if (department) query.set('department', department);
    return this.#json(`${this.origin}/api/widget/config?${query}`);
  }

  async begin(beginning: Beginning, options: BeginOptions): Promise<Session> {
    const { language, page, department } = options;
    const reply = await this.#json<{ conversation_id: string; token: string }>(
      `${this.origin}/api/conversations`,
      {
        method: 'POST',
        body: { language, page, department: department ?? undefined, ...beginning },
      },
    );
    return { id: reply.conversation_id, token: reply.token };
  }

  send(session: Session, entry: OutboxEntry, signal?: AbortSignal): Promise<{ seq: number }> {
    return this.call(session, 'POST', 'messages', messageBody(entry), { signal });
  }

  /** @param waitS seconds that the server may hold the call until something happens */
  events(
    session: Session,
    after: number,
    waitS: number,
    signal?: AbortSignal,
  ): Promise<EventsReply> {
    const wait = waitS > 0 ? `&wait=${waitS}` : '';
    return this.call(session, 'GET', `events?after=${after}${wait}`, undefined, {
      signal,
      timeoutMs: waitS * 1000 + ANSWER_WITHIN_MS,
    });
  }

  /** Any other call about a conversation; without a `part`, about the conversation itself. */
  call<T>(
    session: Session,
    method: string,
    part: string,
    body?: unknown,
    options?: RequestOptions,
  ): Promise<T> {
    const headers = bearer(session);
    return this.#json(this.url(session, part), { method, headers, body, ...options });
  }

  /** The same for an answer that is no JSON, which may be large. */
  read<T>(session: Session, part: string, read: (response: Response) => Promise<T>): Promise<T> {
    return request(this.fetcher, this.url(session, part), { headers: bearer(session) }, read);
  }

  /** The stream; the token travels as a subprotocol and never in the address. */
  stream(session: Session, after: number): WebSocket {
    const url = this.url(session, `stream?after=${after}`).replace(/^http/, 'ws');
    return new WebSocket(url, [`bearer.${session.token}`]);
  }

  url(session: Session, part: string): string {
    const conversation = `${this.origin}/api/conversations/${encodeURIComponent(session.id)}`;
    return part === '' ? conversation : `${conversation}/${part}`;
  }

  #json<T>(url: string, options?: RequestOptions): Promise<T> {
    return requestJson(this.fetcher, url, { timeoutMs: ANSWER_WITHIN_MS, ...options });
  }
}

export function bearer(session: Session): Record<string, string> {
  return { Authorization: `Bearer ${session.token}` };
}
