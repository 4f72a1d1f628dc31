import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatClient } from '../src/widget/client';
import { Device, fullStore, memoryStore } from './device';
import { No, SERVER } from './model';
import { makeClient, makeServer, settle, shown, stopAll } from './visitor';

const SESSION = `frontdesk:${SERVER}:session`;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stopAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('beginning', () => {
  it('leads to one conversation though its reply is lost, also after a reload', async () => {
    const server = makeServer();
    const store = memoryStore();
    const first = makeClient(server, store);
    server.network = { copies: (what) => (what === 'reply' ? 0 : 1), delayMs: () => 0 };
    await first.start();
    expect(first.snapshot.notice?.kind).toBe('unavailable');
    await settle(6000);
    first.stop();
    server.network = { copies: () => 1, delayMs: () => 0 };
    const second = makeClient(server, store);
    await second.start();
    await settle(400);
    expect(server.conversations.size).toBe(1);
    expect(shown(second)).toEqual(['Hello']);
    await second.renew();
    expect(server.conversations.size).toBe(2);
  });

  it('is asked for once, however often the chat is opened meanwhile', async () => {
    const server = makeServer();
    const client = makeClient(server, null);
    client.say('early');
    void client.start();
    await client.start();
    await settle(400);
    expect(server.conversations.size).toBe(1);
    expect(server.texts()).toEqual(['Hello', 'early']);
  });

  it('says that the chat cannot be started, and starts it when the server is back', async () => {
    const server = makeServer();
    server.reachable = false;
    const client = makeClient(server, memoryStore());
    client.say('early');
    await client.start();
    expect(client.snapshot.notice?.kind).toBe('unavailable');
    server.reachable = true;
    await settle(6000);
    expect(server.texts()).toEqual(['Hello', 'early']);
    expect(client.snapshot.notice).toBeNull();
  });

  it('works where the device keeps nothing', async () => {
    const server = makeServer();
    const client = makeClient(server, fullStore());
    await client.start();
    client.say('one');
    await settle(400);
    client.stop();
    await client.start();
    client.say('two');
    await settle(400);
    expect(server.conversations.size).toBe(1);
    expect(shown(client)).toEqual(['Hello', 'one', 'two']);
  });

  it('is another one after the server has refused it', async () => {
    const server = makeServer();
    const names = new Set<unknown>();
    server.special = ({ part, body }) => {
      if (part !== '/conversations') return undefined;
      names.add(body['client_id']);
      if (names.size === 1) throw new No(500, 'internal_error');
      return undefined;
    };
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(6000);
    expect(names.size).toBe(2);
    expect(shown(client)).toEqual(['Hello']);
  });

  it('stays the same visitor when a conversation is renewed, and drops what was unsent', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.reachable = false;
    client.say('never mind');
    await client.renew();
    server.reachable = true;
    await settle(6000);
    expect(server.conversations.get('c1')?.visitor).toBe('new');
    expect([...server.conversations.values()].at(-1)?.visitor).toBe('t-c1-0');
    expect(shown(client)).toEqual(['Hello']);
  });

  it('goes on after a reload when a renewal did not get through', async () => {
    const server = makeServer();
    const store = memoryStore();
    const client = makeClient(server, store);
    await client.start();
    await settle(400);
    server.reachable = false;
    await client.renew();
    client.stop();
    server.reachable = true;
    const again = makeClient(server, store);
    await again.start();
    await settle(400);
    expect(again.conversationId).not.toBe('c1');
    expect([...server.conversations.values()].at(-1)?.visitor).toBe('t-c1-0');
  });
});

describe('session', () => {
  it.each(['token_expired', 'token_invalid', 'conversation_not_found', 'forbidden'])(
    'begins anew on %s, says so, and takes unsent words along',
    async (code) => {
      const server = makeServer();
      const store = memoryStore();
      const before = makeClient(server, store);
      await before.start();
      before.stop();
      let over = true;
      server.special = (_, conversation) => {
        if (conversation && over) {
          over = false;
          throw new No(403, code);
        }
        return undefined;
      };
      const client = makeClient(server, store);
      client.say('still mine');
      await client.start();
      await settle(6000);
      expect(client.snapshot.notice?.kind).toBe('expired');
      expect(client.conversationId).not.toBe('c1');
      expect(server.texts(client.conversationId ?? '')).toEqual(['Hello', 'still mine']);
    },
  );

  it('begins anew when the stream says that the conversation was erased', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    for (const socket of server.sockets) {
      socket.say({ error: { code: 'conversation_not_found', message: '' } });
    }
    await settle(400);
    expect(client.snapshot.notice?.kind).toBe('expired');
    expect(client.conversationId).toBe('c3');
  });

  it('goes slowly where the server refuses what it has just given out', async () => {
    const server = makeServer();
    server.special = (_, conversation) => {
      if (conversation) throw new No(401, 'token_invalid');
      return undefined;
    };
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(11_000);
    expect(server.conversations.size).toBeLessThanOrEqual(3);
    expect(client.snapshot.notice?.kind).toBe('unavailable');
  });

  it('does not take a proxy for the desk', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await client.start();
    await settle(400);
    server.special = (_, conversation) => {
      if (conversation) throw new No(404, 'http_404');
      return undefined;
    };
    client.say('kept');
    await settle(60_000);
    expect(client.snapshot).toMatchObject({ phase: 'away', notice: null });
    server.special = null;
    await settle(60_000);
    expect(server.texts()).toEqual(['Hello', 'kept']);
  });

  it.each([true, false])('keeps a renewed token (sockets: %s)', async (sockets) => {
    const server = makeServer();
    server.takesSockets = sockets;
    const store = memoryStore();
    const client = makeClient(server, store);
    await client.start();
    await settle(400);
    server.only.tokens.add('newer');
    if (sockets) for (const socket of server.sockets) socket.say({ token: 'newer' });
    else {
      server.special = ({ part }) =>
        part.startsWith('events')
          ? { events: [], state: server.only.state, token: 'newer' }
          : undefined;
      client.nudge();
    }
    await settle(400);
    server.special = null;
    expect(JSON.parse(store.getItem(SESSION) ?? '')).toEqual({ id: 'c1', token: 'newer' });
    server.only.tokens.delete('t-c1-0');
    client.say('with the new one');
    await settle(400);
    expect(server.texts().at(-1)).toBe('with the new one');
    expect(client.snapshot.notice).toBeNull();
  });
});

describe('two tabs', () => {
  async function twoTabs(sockets = false) {
    const server = makeServer();
    server.takesSockets = sockets;
    const device = new Device();
    const make = (): ChatClient => {
      const client: ChatClient = makeClient(
        server,
        device.tab((key) => client.onStorage(key)),
      );
      return client;
    };
    const one = make();
    const two = make();
    await one.start();
    await two.start();
    await settle(400);
    return { server, one, two };
  }

  it('share one conversation, and follow each other into a new one', async () => {
    const { server, one, two } = await twoTabs();
    expect(server.conversations.size).toBe(1);
    await one.renew();
    await settle(400);
    one.say('here');
    await settle(400);
    expect(shown(one)).toEqual(['Hello', 'here']);
    expect(shown(two)).toEqual(['Hello', 'here']);
    expect(two.snapshot.notice?.kind).toBe('moved');
  });

  it('lose nothing when a token is renewed in the other', async () => {
    const { server, one, two } = await twoTabs(true);
    server.only.tokens.add('newer');
    const [socket] = server.sockets;
    socket?.say({ token: 'newer' });
    await settle(400);
    const calls = server.calls.length;
    expect(two.snapshot.notice).toBeNull();
    expect(shown(two)).toEqual(['Hello']);
    server.only.tokens.clear();
    server.only.tokens.add('newer');
    await one.call('POST', 'end');
    await two.call('POST', 'end');
    expect(server.calls.length).toBe(calls + 2);
  });

  it('go on when the other has sent what this one was waiting for', async () => {
    const { server, one, two } = await twoTabs(true);
    // What the first tab sends is swallowed.
    const [first] = server.sockets;
    if (first) first.send = () => undefined;
    one.say('a');
    one.say('b');
    await settle(400);
    expect(server.texts()).toEqual(['Hello', 'a', 'b']);
    expect(one.snapshot.outbox).toEqual([]);
    expect(two.snapshot.outbox).toEqual([]);
  });

  it('send what was written in the old conversation to the new one, once', async () => {
    const { server, one, two } = await twoTabs();
    server.special = ({ method, part }, conversation) => {
      if (method === 'POST' && part === 'messages' && conversation?.id === 'c1') {
        throw new No(500, 'internal_error');
      }
      return undefined;
    };
    await one.renew();
    two.say('late');
    await settle(1000);
    expect(server.texts('c1')).toEqual(['Hello']);
    expect(server.texts(one.conversationId ?? '')).toEqual(['Hello', 'late']);
    expect(two.conversationId).toBe(one.conversationId);
  });

  it('both leave when the visitor leaves in one', async () => {
    const { one, two } = await twoTabs();
    one.leave();
    await settle(400);
    for (const client of [one, two]) {
      expect(client.conversationId).toBeNull();
      expect(shown(client)).toEqual([]);
      expect(client.snapshot.ready).toBe(true);
      expect(client.hasConversation).toBe(false);
    }
  });
});
