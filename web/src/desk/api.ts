import { request, requestJson, type Fetch } from '../core/http';
import type { ConversationState, WidgetConfig } from '../core/protocol';
import { asRow, type Detail, type Presence, type Row, type Staff, type StaffEvent } from './model';

interface Login {
  staff: Staff;
  csrf: string;
}

/** What may be done to a conversation, by the last part of its address. */
export type Action = 'claim' | 'hand_back' | 'resolve' | 'transfer' | 'escalate' | 'notes';

/**
 * The calls of staff; the session is a cookie. Each throws HttpError or UnreachableError.
 */
export class StaffApi {
  csrf = '';

  constructor(private readonly fetcher: Fetch) {}

  /** Who the cookie says is signed in; null for nobody. */
  async session(): Promise<Staff | null> {
    const reply = await this.get<Login | { staff: null }>('/api/staff/session');
    return reply.staff === null ? null : this.keep(reply);
  }

  async login(email: string, password: string): Promise<Staff> {
    return this.keep(await this.send<Login>('POST', '/api/staff/login', { email, password }));
  }

  async logout(): Promise<void> {
    await this.send('POST', '/api/staff/logout', {});
  }

  setPresence(presence: Presence): Promise<unknown> {
    return this.send('PUT', '/api/staff/me/presence', { presence });
  }

  config(language: string): Promise<WidgetConfig> {
    return this.get(`/api/widget/config?${new URLSearchParams({ language })}`);
  }

  async conversations(view: string): Promise<Row[]> {
    const query = new URLSearchParams({ view });
    const reply = await this.get<{ conversations: Row[] }>(`/api/staff/conversations?${query}`);
    return reply.conversations.map(asRow);
  }

  conversation(id: string): Promise<Detail> {
    return this.get(conversationUrl(id));
  }

  events(id: string, after: number): Promise<{ events: StaffEvent[]; state: ConversationState }> {
    return this.get(`${conversationUrl(id)}/events?after=${after}`);
  }

  say(id: string, clientId: string, text: string): Promise<{ seq: number }> {
    return this.send('POST', `${conversationUrl(id)}/messages`, { client_id: clientId, text });
  }

  act(id: string, action: Action, body: Record<string, unknown>): Promise<unknown> {
    return this.send('POST', `${conversationUrl(id)}/${action}`, body);
  }

  stream(): WebSocket {
    return new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/staff/stream`);
  }

  private keep({ staff, csrf }: Login): Staff {
    this.csrf = csrf;
    return staff;
  }

  get<T>(url: string): Promise<T> {
    return requestJson(this.fetcher, url);
  }

  text(url: string): Promise<string> {
    return request(this.fetcher, url, {}, (response) => response.text());
  }

  send<T>(method: string, url: string, body: unknown): Promise<T> {
    const headers = { 'X-CSRF-Token': this.csrf };
    return requestJson(this.fetcher, url, { method, body, headers });
  }
}

function conversationUrl(id: string): string {
  return `/api/staff/conversations/${encodeURIComponent(id)}`;
}
