import { requestJson, type Fetch } from '../core/http';
import type { ChatEvent, ConversationState, WidgetConfig } from '../core/protocol';
import type { OutboxEntry } from './outbox';
import type { Session } from './storage';

export interface EventsReply {
  events: ChatEvent[];
  state: ConversationState;
}

/** What goes over the line for a message: a button's payload, or text. */
export function messageBody(entry: OutboxEntry): Record<string, string> {
  return entry.payload === undefined
    ? { client_id: entry.client_id, text: entry.text }
    : { client_id: entry.client_id, payload: entry.payload };
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
    return requestJson(this.fetcher, `${this.origin}/api/widget/config?${query}`);
  }

  async begin(language: string, page: string, department: string | null): Promise<Session> {
    const reply = await requestJson<{ conversation_id: string; token: string }>(
      this.fetcher,
      `${this.origin}/api/conversations`,
      { method: 'POST', body: { language, page, ...(department ? { department } : {}) } },
    );
    return { id: reply.conversation_id, token: reply.token };
  }

  send(session: Session, entry: OutboxEntry): Promise<{ seq: number }> {
    return requestJson(this.fetcher, this.url(session, 'messages'), {
      method: 'POST',
      headers: bearer(session),
      body: messageBody(entry),
    });
  }

  /** @param waitS seconds that the server may hold the call until something happens */
  events(
    session: Session,
    after: number,
    waitS: number,
    signal?: AbortSignal,
  ): Promise<EventsReply> {
    const wait = waitS > 0 ? `&wait=${waitS}` : '';
    return requestJson(this.fetcher, `${this.url(session, 'events')}?after=${after}${wait}`, {
      headers: bearer(session),
      ...(signal ? { signal } : {}),
    });
  }

  /** The stream; the token travels as a subprotocol and never in the address. */
  stream(session: Session, after: number): WebSocket {
    const url = `${this.url(session, 'stream')}?after=${after}`.replace(/^http/, 'ws');
    return new WebSocket(url, [`bearer.${session.token}`]);
  }

  private url(session: Session, part: string): string {
    return `${this.origin}/api/conversations/${encodeURIComponent(session.id)}/${part}`;
  }
}

function bearer(session: Session): Record<string, string> {
  return { Authorization: `Bearer ${session.token}` };
}
