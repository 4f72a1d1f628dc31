import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError, UnreachableError } from '../src/core/http';
import type { ChatEvent, WidgetConfig } from '../src/core/protocol';
import type { EventsReply, VisitorApi } from '../src/widget/api';
import { ChatClient } from '../src/widget/client';
import type { OutboxEntry } from '../src/widget/outbox';
import { memoryStore, type Session, type Store } from '../src/widget/storage';

const SERVER = 'https://chat.example';

/** The desk as far as the client can tell, without sockets unless `sockets` says so. */
class Desk {
  conversations = new Map<string, { token: string; events: ChatEvent[] }>();
  posts: string[] = [];
  reachable = true;
  tooMany = 0;
  private waiting: (() => void)[] = [];

  api(): VisitorApi {
    const desk = this as unknown as Pick<VisitorApi, 'config' | 'begin' | 'send' | 'events'>;
    return {
      config: (...args: Parameters<VisitorApi['config']>) => desk.config(...args),
      begin: (...args: Parameters<VisitorApi['begin']>) => desk.begin(...args),
      send: (...args: Parameters<VisitorApi['send']>) => desk.send(...args),
      events: (...args: Parameters<VisitorApi['events']>) => desk.events(...args),
      stream: () => {
        throw new Error('blocked');
      },
    } as unknown as VisitorApi;
  }

  config(): Promise<WidgetConfig> {
    return Promise.resolve({ language: 'en', company: { name: 'Acme' }, departments: [] });
  }

  async begin(): Promise<Session> {
    this.check();
    const id = `c${this.conversations.size + 1}`;
    this.conversations.set(id, { token: `t-${id}`, events: [] });
    this.append(id, { author: { kind: 'bot' }, text: 'Hello' });
    return { id, token: `t-${id}` };
  }

  async send(session: Session, entry: OutboxEntry): Promise<{ seq: number }> {
    this.check();
    const { events } = this.access(session);
    this.posts.push(entry.client_id);
    if (this.tooMany > 0) {
      this.tooMany -= 1;
      throw new HttpError(429, { code: 'rate_limited', message: '' }, 2);
    }
    if (entry.text.length > 10) {
      throw new HttpError(413, { code: 'message_too_long', message: 'Too long.' });
    }
    const known = events.find((event) => event.client_id === entry.client_id);
    if (known) return { seq: known.seq };
    return {
      seq: this.append(session.id, {
        author: { kind: 'visitor' },
        text: entry.text,
        client_id: entry.client_id,
      }),
    };
  }

  async events(
    session: Session,
    after: number,
    waitS: number,
    signal?: AbortSignal,
  ): Promise<EventsReply> {
    this.check();
    const { events } = this.access(session);
    if (waitS > 0 && events.every((event) => event.seq <= after)) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal?.addEventListener('abort', () => resolve());
      });
      this.check();
    }
    return {
      events: events.filter((event) => event.seq > after),
      state: { owner: 'bot', department: 'technical' },
    };
  }

  append(id: string, event: Partial<ChatEvent>): number {
    const events = this.conversations.get(id)?.events ?? [];
    const seq = events.length + 1;
    events.push({
      seq,
      kind: 'message',
      at: '2026-11-23T10:00:00+07:00',
      author: { kind: 'bot' },
      ...event,
    });
    this.wake();
    return seq;
  }

  wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  texts(id: string): (string | null | undefined)[] {
    return this.conversations.get(id)?.events.map((event) => event.text) ?? [];
  }

  private check(): void {
    if (!this.reachable) throw new UnreachableError();
  }

  private access(session: Session): { token: string; events: ChatEvent[] } {
    const conversation = this.conversations.get(session.id);
    if (conversation?.token !== session.token) {
      throw new HttpError(401, { code: 'token_invalid', message: '' });
    }
    return conversation;
  }
}

const running: ChatClient[] = [];

function makeClient(desk: Desk, store: Store): ChatClient {
  let count = 0;
  const client = new ChatClient({
    api: desk.api(),
    store,
    origin: SERVER,
    language: 'en',
    department: null,
    page: 'https://host.example/',
    onChange: () => undefined,
    newId: () => `id-${running.length}-${(count += 1)}`,
  });
  running.push(client);
  return client;
}

const shown = (client: ChatClient): (string | null | undefined)[] =>
  client.snapshot.log.events.map((event) => event.text);
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const client of running.splice(0)) client.stop();
  vi.useRealTimers();
});

describe('client', () => {
  it('begins a conversation and shows its greeting', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    expect(shown(client)).toEqual(['Hello']);
    expect(client.snapshot).toMatchObject({ ready: true, phase: 'polling' });
  });

  it('brings a message exactly once and in order', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    client.say('one');
    client.say('two');
    client.say('three');
    await settle(100);
    expect(desk.texts('c1')).toEqual(['Hello', 'one', 'two', 'three']);
    expect(shown(client)).toEqual(['Hello', 'one', 'two', 'three']);
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('keeps what was written while the server was away and sends it later, once', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    desk.reachable = false;
    desk.wake();
    await settle(100);
    client.say('kept');
    await settle(60_000);
    expect(client.snapshot.phase).toBe('away');
    expect(client.snapshot.outbox).toHaveLength(1);
    desk.reachable = true;
    await settle(60_000);
    expect(desk.texts('c1')).toEqual(['Hello', 'kept']);
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('sends after a reload what was not acknowledged before it', async () => {
    const desk = new Desk();
    const store = memoryStore();
    const before = makeClient(desk, store);
    await before.start();
    await settle();
    desk.reachable = false;
    before.say('unsent');
    before.stop();
    desk.reachable = true;
    const after = makeClient(desk, store);
    await after.start();
    await settle(1000);
    expect(shown(after)).toEqual(['Hello', 'unsent']);
    expect(desk.conversations.size).toBe(1);
  });

  it('does not double a message whose acknowledgement was lost', async () => {
    const desk = new Desk();
    const store = memoryStore();
    const client = makeClient(desk, store);
    await client.start();
    await settle();
    const entry = { client_id: 'lost-ack', text: 'once', at: '2026-11-23T10:00:00Z' };
    desk.append('c1', { author: { kind: 'visitor' }, text: 'once', client_id: 'lost-ack' });
    store.setItem(`frontdesk:${SERVER}:outbox`, JSON.stringify([entry]));
    const again = makeClient(desk, store);
    await again.start();
    await settle(1000);
    expect(desk.texts('c1')).toEqual(['Hello', 'once']);
    expect(again.snapshot.outbox).toEqual([]);
  });

  it('begins anew when the token is refused, says so, and takes unsent words along', async () => {
    const desk = new Desk();
    const store = memoryStore();
    store.setItem(`frontdesk:${SERVER}:session`, JSON.stringify({ id: 'old', token: 'gone' }));
    const client = makeClient(desk, store);
    client.say('still mine');
    await client.start();
    await settle(1000);
    expect(client.snapshot.notice?.kind).toBe('expired');
    expect(desk.texts('c1')).toEqual(['Hello', 'still mine']);
  });

  it('waits as long as the server asks when it is too fast', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    desk.tooMany = 1;
    client.say('fast');
    await settle(100);
    expect(client.snapshot.notice).toEqual({ kind: 'rate_limited', seconds: 2 });
    expect(desk.posts).toHaveLength(1);
    await settle(2500);
    expect(desk.texts('c1')).toEqual(['Hello', 'fast']);
    expect(client.snapshot.notice).toBeNull();
  });

  it('keeps a refused message with its reason, and sends the next', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    client.say('far far too long');
    client.say('short');
    await settle(100);
    expect(desk.texts('c1')).toEqual(['Hello', 'short']);
    expect(client.snapshot.outbox).toMatchObject([{ error: 'Too long.' }]);
    client.discard(client.snapshot.outbox[0]?.client_id ?? '');
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('follows another tab into a new conversation', async () => {
    const desk = new Desk();
    const store = memoryStore();
    const one = makeClient(desk, store);
    const two = makeClient(desk, store);
    await one.start();
    await two.start();
    await settle();
    expect(desk.conversations.size).toBe(1);
    await one.renew();
    two.onStorage(`frontdesk:${SERVER}:session`);
    await settle(100);
    one.say('here');
    await settle(100);
    expect(shown(one)).toEqual(['Hello', 'here']);
    expect(shown(two)).toEqual(['Hello', 'here']);
    expect(two.snapshot.notice?.kind).toBe('moved');
  });

  it('says that the chat cannot be started, and starts it when the server is back', async () => {
    const desk = new Desk();
    desk.reachable = false;
    const client = makeClient(desk, memoryStore());
    client.say('early');
    await client.start();
    await settle(100);
    expect(client.snapshot.notice?.kind).toBe('unavailable');
    desk.reachable = true;
    await settle(6000);
    expect(desk.texts('c1')).toEqual(['Hello', 'early']);
    expect(client.snapshot.notice).toBeNull();
  });

  it('counts what came while nobody was reading', async () => {
    const desk = new Desk();
    const store = memoryStore();
    const client = makeClient(desk, store);
    await client.start();
    client.setReading(true);
    await settle();
    client.setReading(false);
    desk.append('c1', { author: { kind: 'staff', name: 'Anna' }, text: 'Are you there?' });
    await settle(100);
    expect(client.snapshot.unread).toBe(1);
    client.setReading(true);
    expect(client.snapshot.unread).toBe(0);
  });

  it('shows the assistant typing until it has answered', async () => {
    const desk = new Desk();
    const client = makeClient(desk, memoryStore());
    await client.start();
    await settle();
    expect(client.snapshot.typing).toBeNull();
    client.say('question');
    await settle(100);
    expect(client.snapshot.typing?.kind).toBe('bot');
    desk.append('c1', { text: 'answer', in_reply_to: 2 });
    await settle(100);
    expect(client.snapshot.typing).toBeNull();
  });
});
