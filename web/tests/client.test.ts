import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from './device';
import { No } from './model';
import { makeClient, makeServer, settle, shown, stopAll } from './visitor';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stopAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('client', () => {
  it('begins a conversation and shows its greeting', async () => {
    const server = makeServer();
    const taken: string[] = [];
    const client = makeClient(server, memoryStore(), { onConversation: (id) => taken.push(id) });
    await client.start();
    await settle(400);
    expect(shown(client)).toEqual(['Hello']);
    expect(client.snapshot).toMatchObject({ ready: true, phase: 'polling' });
    expect(client.conversationId).toBe('c1');
    expect(taken).toEqual(['c1']);
  });

  it('keeps what was written while the server was away and sends it later, once', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.reachable = false;
    await settle(40_000);
    client.say('kept');
    await settle(60_000);
    expect(client.snapshot.phase).toBe('away');
    expect(client.snapshot.outbox).toHaveLength(1);
    server.reachable = true;
    await settle(60_000);
    expect(server.texts()).toEqual(['Hello', 'kept']);
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('sends after a reload what was not acknowledged before it', async () => {
    const server = makeServer();
    const store = memoryStore();
    const before = makeClient(server, store);
    await before.start();
    await settle(400);
    server.reachable = false;
    before.say('unsent');
    before.stop();
    server.reachable = true;
    const after = makeClient(server, store);
    await after.start();
    await settle(1000);
    expect(shown(after)).toEqual(['Hello', 'unsent']);
    expect(server.conversations.size).toBe(1);
  });

  it('waits as long as the server asks, then goes on by itself and in order', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.tooMany = 1;
    client.say('one');
    client.say('two');
    await settle(400);
    expect(client.snapshot.notice).toEqual({ kind: 'rate_limited', seconds: 2 });
    expect(server.texts()).toEqual(['Hello']);
    await settle(2500);
    expect(server.texts()).toEqual(['Hello', 'one', 'two']);
    expect(client.snapshot.notice).toBeNull();
  });

  it('does the same when it is said over the socket', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.tooMany = 2;
    client.say('one');
    client.say('two');
    await settle(5000);
    expect(server.texts()).toEqual(['Hello', 'one', 'two']);
    expect(client.snapshot.notice).toBeNull();
  });

  it.each([true, false])(
    'keeps a refused message with its reason, and sends the next (sockets: %s)',
    async (sockets) => {
      const server = makeServer();
      server.takesSockets = sockets;
      const client = makeClient(server, memoryStore());
      await client.start();
      await settle(400);
      client.say('far far far far far far too long');
      client.say('short');
      await settle(400);
      expect(server.texts()).toEqual(['Hello', 'short']);
      expect(client.snapshot.outbox).toMatchObject([
        { code: 'message_too_long', error: 'No: message_too_long' },
      ]);
      client.discard(client.snapshot.outbox[0]?.client_id ?? '');
      expect(client.snapshot.outbox).toEqual([]);
    },
  );

  it('counts what came while nobody was reading', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    client.setReading(true);
    await settle(400);
    client.setReading(false);
    server.append('c1', { author: { kind: 'staff', name: 'Anna' }, text: 'Are you there?' });
    await settle(400);
    expect(client.snapshot.unread).toBe(1);
    client.setReading(true);
    expect(client.snapshot.unread).toBe(0);
  });

  it('shows the assistant typing until it has answered', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    expect(client.snapshot.typing).toBeNull();
    client.say('question');
    await settle(400);
    expect(client.snapshot.typing?.kind).toBe('bot');
    server.append('c1', { text: 'answer', in_reply_to: 2 });
    await settle(400);
    expect(client.snapshot.typing).toBeNull();
  });

  it('keeps the language that the visitor asked for, and says so once', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const asked: string[] = [];
    const client = makeClient(server, memoryStore(), { onLanguage: (tag) => asked.push(tag) });
    await client.start();
    server.setState('c1', { language: 'vi', language_chosen: false });
    await settle(400);
    expect(asked).toEqual([]);
    server.setState('c1', { language: 'vi', language_chosen: true });
    await settle(400);
    server.setState('c1', { owner: 'queue' });
    await settle(400);
    expect(asked).toEqual(['vi']);
    await client.chooseLanguage('en');
    await settle(400);
    expect(asked).toEqual(['vi']);
    expect(client.language).toBe('en');
    expect(client.snapshot.log.conversation?.language).toBe('en');
  });
});

describe('without a stream', () => {
  it('says by HTTP what the visitor types and has read, and takes who is typing', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    const calls = (part: string) => server.calls.filter((call) => call.part === part);
    client.sayTyping();
    client.sayTyping();
    await settle(2000);
    client.sayTyping();
    await settle(0);
    expect(calls('typing')).toHaveLength(1);
    await settle(1100);
    client.sayTyping();
    await settle(0);
    expect(calls('typing')).toHaveLength(2);
    client.setReading(true);
    client.setReading(true);
    await settle(400);
    expect(calls('read').map((call) => call.body)).toEqual([{ read: 1 }]);
    server.special = ({ part }) =>
      part === 'events'
        ? { events: [], state: server.only.state, typing: { kind: 'staff', name: 'Anna' } }
        : undefined;
    client.nudge();
    await settle(400);
    server.special = null;
    expect(client.snapshot.typing).toEqual({ kind: 'staff', name: 'Anna' });
    await settle(7000);
    expect(client.snapshot.typing).toBeNull();
  });

  it('says what was read while there was no connection as soon as there is one', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.reachable = server.takesSockets = false;
    for (const socket of server.sockets) socket.cut();
    client.setReading(true);
    await settle(1000);
    server.reachable = server.takesSockets = true;
    await settle(60_000);
    expect(server.frames).toContainEqual({ read: 1 });
  });
});

describe('heartbeat', () => {
  it('shows what the stream has lost, and asks until it is here', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.network = { copies: (what) => (what === 'down' ? 0 : 1), delayMs: () => 0 };
    server.append('c1', { text: 'lost' });
    await settle(400);
    server.network = { copies: () => 1, delayMs: () => 0 };
    let failures = 5;
    server.special = ({ part }) => {
      if (part === 'events' && (failures -= 1) >= 0) throw new No(500, 'internal_error');
      return undefined;
    };
    expect(shown(client)).toEqual(['Hello']);
    await settle(30_000);
    expect(shown(client)).toEqual(['Hello', 'lost']);
    expect(server.calls.filter((call) => call.part === 'events')).toHaveLength(6);
  });

  it('is asked for when the page comes back', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.network = { copies: (what) => (what === 'down' ? 0 : 1), delayMs: () => 0 };
    server.append('c1', { text: 'lost' });
    await settle(400);
    server.network = { copies: () => 1, delayMs: () => 0 };
    client.nudge();
    await settle(400);
    expect(shown(client)).toEqual(['Hello', 'lost']);
  });

  it('takes the state from a heartbeat, where its own frame got lost', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    const state = { owner: 'bot', receipts: { delivered: 3, read: 2 } };
    for (const socket of server.sockets) socket.say({ ping: true, seq: 0, state });
    await settle(400);
    expect(client.snapshot.log.conversation).toEqual(state);
  });

  it('does not ask for ever for what the server does not have', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    for (const socket of server.sockets) socket.say({ ping: true, seq: 99 });
    await settle(1000);
    expect(server.calls.filter((call) => call.part === 'events')).toHaveLength(1);
  });
});

describe('a page that may not have the chat', () => {
  it.each(['/widget', '/conversations', 'events'])('tries nothing more (%s)', async (part) => {
    const server = makeServer();
    server.special = (call) => {
      if (call.part === part) throw new No(403, 'origin_not_allowed');
      return undefined;
    };
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(1000);
    const calls = server.calls.length;
    client.say('hello?');
    await client.start();
    client.nudge();
    await settle(60_000);
    expect(server.calls).toHaveLength(calls);
    expect(client.snapshot).toMatchObject({ notice: { kind: 'origin' }, ready: true });
  });
});
