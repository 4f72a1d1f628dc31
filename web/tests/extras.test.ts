import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError, UnreachableError } from '../src/core/http';
import type { ChatClient } from '../src/widget/client';
import * as extras from '../src/widget/extras';
import { Device, memoryStore } from './device';
import { No, type ModelServer } from './model';
import { makeClient, makeServer, settle, shown, stopAll } from './visitor';

const IDENTITY = { user: 'u1', expires: 1, signature: 's' };

async function chat(): Promise<{ server: ModelServer; client: ChatClient }> {
  const server = makeServer();
  server.takesSockets = true;
  const client = makeClient(server, memoryStore());
  await client.start();
  await settle();
  return { server, client };
}
const calls = (server: ModelServer, part: string): unknown[] =>
  server.calls.filter((call) => call.part === part).map((call) => call.body);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stopAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('calls', () => {
  it('end, rate and open tickets', async () => {
    const { server, client } = await chat();
    await extras.end(client);
    expect(client.snapshot.log.conversation?.owner).toBe('closed');
    await extras.rate(client, 5, 'Thanks', 'r1');
    expect(calls(server, 'rating')).toEqual([{ client_id: 'r1', score: 5, comment: 'Thanks' }]);
    server.special = ({ part }) => (part === 'tickets' ? { number: 'TK-1', key: 'k' } : undefined);
    const form = { client_id: 'f1', department: 'billing', subject: 's', email: 'a@b.example' };
    expect(await extras.openTicket(client, form)).toEqual({ number: 'TK-1', key: 'k' });
    expect(calls(server, 'tickets')).toEqual([form]);
    await extras.mailTranscript(client, 'a@b.example');
    expect(calls(server, 'transcript')).toEqual([{ email: 'a@b.example' }]);
  });

  it('hand on what the server refuses, and that there is no conversation', async () => {
    const { server, client } = await chat();
    server.special = ({ part }) => {
      if (part === 'rating') throw new No(409, 'conflict');
      return undefined;
    };
    await expect(extras.rate(client, 1)).rejects.toMatchObject({ status: 409, code: 'conflict' });
    expect(client.snapshot.notice).toBeNull();
    client.leave();
    await expect(extras.end(client)).rejects.toBeInstanceOf(UnreachableError);
  });

  it('read what is no JSON', async () => {
    const { server, client } = await chat();
    server.special = ({ part }) =>
      part === 'transcript' || part === 'files/f1' ? 'text' : undefined;
    expect(await extras.transcript(client)).toBe('"text"');
    expect((await extras.download(client, 'f1')).size).toBe(6);
  });
});

describe('erasing', () => {
  it('leaves nothing, in no tab, and begins nothing', async () => {
    const server = makeServer();
    server.takesSockets = true;
    const device = new Device();
    const clients: ChatClient[] = [];
    for (let index = 0; index < 2; index += 1) {
      const client: ChatClient = makeClient(
        server,
        device.tab((key) => client.onStorage(key)),
      );
      clients.push(client);
      await client.start();
      client.setReading(true);
    }
    await settle(400);
    const [one] = clients as [ChatClient];
    one.say('forget me');
    await settle(400);
    expect(await extras.erase(one)).toMatchObject({ conversations: 1 });
    await settle(60_000);
    expect(server.conversations.size).toBe(0);
    for (const client of clients) {
      expect(shown(client)).toEqual([]);
      expect(client.snapshot).toMatchObject({ outbox: [], notice: null, ready: true });
    }
    const left = device.tab(() => undefined);
    expect(Array.from({ length: left.length }, (_, index) => left.key(index))).toEqual([]);
    one.say('again');
    await settle(400);
    expect(shown(one)).toEqual(['Hello', 'again']);
  });

  it('goes on when it has failed', async () => {
    const { server, client } = await chat();
    server.special = ({ method }) => {
      if (method === 'DELETE') throw new No(500, 'internal_error');
      return undefined;
    };
    await expect(extras.erase(client)).rejects.toBeInstanceOf(HttpError);
    client.say('still here');
    await settle(400);
    expect(server.texts('c1')).toEqual(['Hello', 'still here']);
    expect(shown(client)).toEqual(['Hello', 'still here']);
  });
});

describe('identity', () => {
  it('is said now and for every new conversation, once each', async () => {
    const { server, client } = await chat();
    const asked: string[] = [];
    await extras.identify(client, (id) => {
      asked.push(id);
      return Promise.resolve(IDENTITY);
    });
    for (const socket of server.sockets) socket.cut();
    await settle(2000);
    expect(asked).toEqual(['c1']);
    await client.renew();
    await settle();
    expect(asked).toEqual(['c1', client.conversationId]);
    expect(calls(server, 'identity')).toEqual([IDENTITY, IDENTITY]);
  });

  it('waits for the conversation', async () => {
    const server = makeServer();
    const client = makeClient(server, memoryStore());
    await extras.identify(client, IDENTITY);
    await client.start();
    await settle();
    expect(calls(server, 'identity')).toEqual([IDENTITY]);
  });

  it('of somebody else begins a conversation that nothing connects with the old one', async () => {
    const { server, client } = await chat();
    server.special = ({ part }, conversation) => {
      if (part === 'identity' && conversation?.id === 'c1') throw new No(409, 'identity_differs');
      return undefined;
    };
    await extras.identify(client, IDENTITY);
    await settle(400);
    expect(client.conversationId).not.toBe('c1');
    expect([...server.conversations.values()].map(({ visitor }) => visitor)).toEqual([
      'new',
      'new',
    ]);
    expect(calls(server, 'identity')).toHaveLength(2);
    expect(client.snapshot.notice).toBeNull();
  });

  it('that is forged is said to the caller and to the visitor, and not tried again', async () => {
    const { server, client } = await chat();
    server.special = ({ part }) => {
      if (part === 'identity') throw new No(403, 'identity_forged');
      return undefined;
    };
    await expect(extras.identify(client, IDENTITY)).rejects.toMatchObject({
      code: 'identity_forged',
    });
    expect(client.snapshot.notice).toEqual({ kind: 'identity' });
    for (const socket of server.sockets) socket.cut();
    await settle(2000);
    expect(calls(server, 'identity')).toHaveLength(1);
    expect(client.conversationId).toBe('c1');
  });

  it('is said again with the next connection when it did not get through', async () => {
    const { server, client } = await chat();
    let fails = true;
    const provider = (): Promise<extras.Identity> =>
      fails ? Promise.reject(new Error('the site is away')) : Promise.resolve(IDENTITY);
    await expect(extras.identify(client, provider)).rejects.toThrow('the site is away');
    fails = false;
    for (const socket of server.sockets) socket.cut();
    await settle(2000);
    expect(calls(server, 'identity')).toEqual([IDENTITY]);
    expect(client.snapshot.notice).toBeNull();
  });

  it('of nobody leaves the conversation', async () => {
    const { client } = await chat();
    await extras.identify(client, IDENTITY);
    await extras.identify(client, null);
    expect(client.hasConversation).toBe(false);
    expect(client.identifier).toBeNull();
    expect(shown(client)).toEqual([]);
  });
});

describe('upload', () => {
  class FakeRequest {
    static last: FakeRequest;
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onloadend: (() => void) | null = null;
    status = 0;
    responseText = '';
    opened: string[] = [];
    headers: Record<string, string> = {};
    sent: unknown = null;
    constructor() {
      FakeRequest.last = this;
    }
    open(...call: string[]): void {
      this.opened = call;
    }
    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value;
    }
    getResponseHeader(): string | null {
      return null;
    }
    send(body: unknown): void {
      this.sent = body;
    }
    abort(): void {
      this.answer(0, '');
    }
    answer(status: number, text: string): void {
      this.status = status;
      this.responseText = text;
      this.onloadend?.();
    }
  }

  async function start(signal?: AbortSignal) {
    const { client } = await chat();
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    const shares: number[] = [];
    const file = new Blob(['abc'], { type: 'image/png' });
    const done = extras.upload(
      client,
      file,
      'a b.png',
      'u1',
      (share) => shares.push(share),
      signal,
    );
    done.catch(() => undefined);
    await settle();
    return { done, shares, file, request: FakeRequest.last };
  }

  it('says how far it has come and what has become of the file', async () => {
    const { done, shares, file, request } = await start();
    expect(request.opened).toEqual([
      'POST',
      'https://chat.example/api/conversations/c1/files?name=a+b.png&client_id=u1',
    ]);
    expect(request.headers).toEqual({
      Authorization: 'Bearer t-c1-0',
      'Content-Type': 'image/png',
    });
    expect(request.sent).toBe(file);
    request.upload.onprogress?.({ loaded: 1, total: 2 });
    request.answer(201, '{"seq":3,"file":{"id":"f1"}}');
    expect(await done).toEqual({ seq: 3, file: { id: 'f1' } });
    expect(shares).toEqual([0.5]);
  });

  it('fails with the reason', async () => {
    const { done, request } = await start();
    request.answer(413, '{"error":{"code":"file_too_large","message":"Too large."}}');
    await expect(done).rejects.toMatchObject({ status: 413, code: 'file_too_large' });
  });

  it('is given up when the visitor stops it, or when nothing moves', async () => {
    const stop = new AbortController();
    const stopped = await start(stop.signal);
    stop.abort();
    await expect(stopped.done).rejects.toBeInstanceOf(UnreachableError);
    const stalled = await start();
    await settle(50_000);
    stalled.request.upload.onprogress?.({ loaded: 1, total: 2 });
    await settle(50_000);
    expect(stalled.request.onloadend).not.toBeNull();
    await settle(11_000);
    await expect(stalled.done).rejects.toBeInstanceOf(UnreachableError);
  });
});
