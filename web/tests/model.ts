import type { ChatEvent, ConversationState } from '../src/core/protocol';

export const SERVER = 'https://chat.example';
const HEARTBEAT_MS = 15_000;

/** What may happen to one thing on its way: how many times it comes, and after how long. */
export interface Network {
  copies: (what: 'request' | 'reply' | 'up' | 'down') => number;
  delayMs: () => number;
}

const PERFECT: Network = { copies: () => 1, delayMs: () => 0 };

interface Conversation {
  id: string;
  tokens: Set<string>;
  events: ChatEvent[];
  state: ConversationState;
  visitor: string;
  changed: Set<() => void>;
}

interface Call {
  method: string;
  /** After the conversation's id; '' for the conversation itself. */
  part: string;
  body: Record<string, unknown>;
}

/** A refusal. */
export class No extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

/** The desk as far as a visitor can tell, in memory, behind a network that may be bad. */
export class ModelServer {
  readonly conversations = new Map<string, Conversation>();
  readonly calls: Call[] = [];
  readonly frames: Record<string, unknown>[] = [];
  readonly sockets = new Set<ModelSocket>();
  network = PERFECT;
  reachable = true;
  /** Without them the network lets no sockets through. */
  takesSockets = false;
  /** So many messages in a row are too many. */
  tooMany = 0;
  /** Looks at each call first; what it returns is the answer. */
  special: ((call: Call, conversation: Conversation | null) => unknown) | null = null;
  private readonly begun = new Map<string, string>();

  get only(): Conversation {
    const [conversation] = this.conversations.values();
    if (!conversation) throw new Error('no conversation has begun');
    return conversation;
  }

  texts(id = this.only.id): (string | null | undefined)[] {
    return this.conversations.get(id)?.events.map((event) => event.text) ?? [];
  }

  append(id: string, event: Partial<ChatEvent>): number {
    const conversation = this.conversations.get(id);
    if (!conversation) throw new No(404, 'conversation_not_found');
    const seq = conversation.events.length + 1;
    conversation.events.push({
      seq,
      kind: 'message',
      at: '2026-11-23T10:00:00+07:00',
      author: { kind: 'bot' },
      ...event,
    });
    this.tell(conversation);
    return seq;
  }

  setState(id: string, state: Partial<ConversationState>): void {
    const conversation = this.conversations.get(id);
    if (!conversation) return;
    conversation.state = { ...conversation.state, ...state };
    this.tell(conversation);
  }

  tell(conversation: Conversation): void {
    for (const changed of [...conversation.changed]) changed();
  }

  receive(conversation: Conversation, body: Record<string, unknown>): number {
    const known = conversation.events.find((event) => event.client_id === body['client_id']);
    if (known) return known.seq;
    if (this.tooMany > 0) {
      this.tooMany -= 1;
      throw new No(429, 'too_many_requests', 2);
    }
    const text = String(body['text'] ?? body['payload']);
    if (text.length > 20) throw new No(413, 'message_too_long');
    return this.append(conversation.id, {
      author: { kind: 'visitor' },
      text,
      client_id: String(body['client_id']),
    });
  }

  access(id: string, token: string | undefined): Conversation {
    const conversation = this.conversations.get(id);
    if (!conversation) throw new No(404, 'conversation_not_found');
    if (!token || !conversation.tokens.has(token)) throw new No(401, 'token_invalid');
    return conversation;
  }

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => reject(new TypeError('aborted'));
      if (init.signal?.aborted) abort();
      init.signal?.addEventListener('abort', abort);
    });
    aborted.catch(() => undefined);
    return Promise.race([this.exchange(url, init), aborted]);
  };

  private async exchange(url: string, init: RequestInit): Promise<Response> {
    await this.delay();
    const copies = this.reachable ? this.network.copies('request') : 0;
    let reply: Response | null = null;
    for (let copy = 0; copy < copies; copy += 1) reply = await this.answer(url, init);
    await this.delay();
    if (!reply || !this.reachable || this.network.copies('reply') === 0) {
      throw new TypeError('lost');
    }
    return reply;
  }

  private async delay(): Promise<void> {
    const ms = this.network.delayMs();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    try {
      const reply = await this.handle(new URL(url), init);
      return new Response(reply === undefined ? null : JSON.stringify(reply), {
        status: reply === undefined ? 204 : 200,
      });
    } catch (error) {
      if (!(error instanceof No)) throw error;
      return new Response(
        JSON.stringify({ error: { code: error.code, message: `No: ${error.code}` } }),
        {
          status: error.status,
          headers: error.retryAfter ? { 'Retry-After': String(error.retryAfter) } : {},
        },
      );
    }
  }

  private async handle(url: URL, init: RequestInit): Promise<unknown> {
    const [, , first = '', id = '', ...rest] = url.pathname.split('/');
    const method = init.method ?? 'GET';
    const body = JSON.parse(String(init.body ?? '{}')) as Record<string, unknown>;
    const part = first === 'conversations' && id !== '' ? rest.join('/') : `/${first}`;
    const call = { method, part, body };
    this.calls.push(call);
    const token = new Headers(init.headers).get('Authorization')?.replace('Bearer ', '');
    const conversation = id && first === 'conversations' ? this.access(id, token) : null;
    const special = this.special?.(call, conversation);
    if (special !== undefined) return special;
    if (!conversation) {
      return first === 'widget'
        ? { language: 'en', company: { name: 'Acme' }, departments: [] }
        : this.begin(body);
    }
    switch (`${method} ${part}`) {
      case 'POST messages':
        return { seq: this.receive(conversation, body) };
      case 'GET events':
        return this.events(conversation, url.searchParams, init.signal);
      case 'PUT language':
        conversation.state = { ...conversation.state, language: String(body['language']) };
        return { state: conversation.state };
      case 'POST end':
        conversation.state = { ...conversation.state, owner: 'closed' };
        return { state: conversation.state };
      case 'DELETE ':
        this.conversations.delete(conversation.id);
        return { conversations: 1, files: 0, tickets_kept: [] };
      default:
        return undefined;
    }
  }

  private begin(body: Record<string, unknown>): unknown {
    const name = String(body['client_id']);
    const id = this.begun.get(name) ?? `c${this.conversations.size + this.begun.size + 1}`;
    if (!this.begun.has(name)) {
      this.begun.set(name, id);
      this.conversations.set(id, {
        id,
        tokens: new Set(),
        events: [],
        state: { owner: 'bot', department: 'technical' },
        visitor: String(body['visitor'] ?? 'new'),
        changed: new Set(),
      });
      this.append(id, { text: 'Hello' });
    }
    const conversation = this.conversations.get(id);
    const token = `t-${id}-${conversation?.tokens.size}`;
    conversation?.tokens.add(token);
    return { conversation_id: id, token, state: conversation?.state };
  }

  private async events(
    conversation: Conversation,
    query: URLSearchParams,
    signal: AbortSignal | null | undefined,
  ): Promise<unknown> {
    const after = Number(query.get('after'));
    const waitMs = Number(query.get('wait') ?? 0) * 1000;
    if (waitMs > 0 && conversation.events.length <= after) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          conversation.changed.delete(done);
          resolve();
        };
        const timer = setTimeout(done, waitMs);
        conversation.changed.add(done);
        signal?.addEventListener('abort', done);
      });
    }
    const { events, state } = conversation;
    return { events: events.filter((event) => event.seq > after), state };
  }
}

/** The visitor's end of a stream, with the server's end behind the same network. */
export class ModelSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  private conversation: Conversation | null = null;
  private cursor = 0;
  private state: unknown = null;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private readonly pending = { up: 0, down: 0 };

  constructor(
    private readonly server: ModelServer,
    url: string,
    protocols: string[],
  ) {
    server.sockets.add(this);
    setTimeout(() => this.open(new URL(url), protocols), 1 + server.network.delayMs());
  }

  send(text: string): void {
    this.carry('up', () => this.take(JSON.parse(text) as Record<string, unknown>));
  }

  close(): void {
    this.readyState = 3;
    this.server.sockets.delete(this);
    this.conversation?.changed.delete(this.changed);
    clearInterval(this.heartbeat);
  }

  /** The network cuts it. */
  cut(): void {
    this.close();
    this.onclose?.();
  }

  /** The server says something. */
  say(frame: unknown): void {
    this.carry('down', () => this.onmessage?.({ data: JSON.stringify(frame) }));
  }

  private open(url: URL, [protocol = '']: string[]): void {
    if (this.readyState === 3) return;
    const { server } = this;
    try {
      if (!server.reachable || !server.takesSockets) throw new No(403, 'blocked');
      const id = url.pathname.split('/')[3] ?? '';
      this.conversation = server.access(id, protocol.replace('bearer.', ''));
    } catch {
      return this.cut();
    }
    this.readyState = 1;
    this.cursor = Number(url.searchParams.get('after'));
    this.conversation.changed.add(this.changed);
    const ping = (): void => this.say({ ping: true, seq: this.cursor, state: this.state });
    this.heartbeat = setInterval(ping, HEARTBEAT_MS);
    this.onopen?.();
    this.changed();
  }

  private readonly changed = (): void => {
    for (const event of this.conversation?.events.slice(this.cursor) ?? []) {
      this.say({ event });
      this.cursor = event.seq;
    }
    if (this.state !== this.conversation?.state) {
      this.state = this.conversation?.state;
      this.say({ state: this.state });
    }
  };

  private take(frame: Record<string, unknown>): void {
    const { server, conversation } = this;
    server.frames.push(frame);
    if (!conversation) return;
    const message = frame['message'] as Record<string, unknown> | undefined;
    try {
      if (message) {
        this.say({ ack: message['client_id'], seq: server.receive(conversation, message) });
      } else if ('ping' in frame) {
        this.say({ pong: true, seq: conversation.events.length });
      }
    } catch (error) {
      if (!(error instanceof No)) throw error;
      this.say({
        error: {
          code: error.code,
          message: `No: ${error.code}`,
          client_id: message?.['client_id'],
          ...(error.retryAfter ? { retry_after: error.retryAfter } : {}),
        },
      });
    }
  }

  /** In order, as a socket does, however long each takes; what is on its way may still come. */
  private carry(way: 'up' | 'down', deliver: () => void): void {
    const at = Math.max(this.pending[way], Date.now() + this.server.network.delayMs());
    this.pending[way] = at;
    for (let copies = this.server.network.copies(way); copies > 0; copies -= 1) {
      setTimeout(() => {
        if (way === 'up' || this.readyState === 1) deliver();
      }, at - Date.now());
    }
  }
}
