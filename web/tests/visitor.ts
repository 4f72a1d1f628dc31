import { vi } from 'vitest';
import { VisitorApi } from '../src/widget/api';
import { ChatClient, type ClientOptions } from '../src/widget/client';
import type { Store } from '../src/widget/storage';
import { ModelServer, ModelSocket, SERVER } from './model';

const running = new Set<ChatClient>();
let ids = 0;

/** A desk that this test's widgets reach, by sockets too if it takes them. */
export function makeServer(): ModelServer {
  const server = new ModelServer();
  vi.stubGlobal(
    'WebSocket',
    Object.assign(
      function (url: string, protocols: string[]) {
        return new ModelSocket(server, url, protocols);
      },
      { OPEN: 1 },
    ),
  );
  return server;
}

export function makeClient(
  server: ModelServer,
  store: Store | null,
  options: Partial<ClientOptions> = {},
): ChatClient {
  const client = new ChatClient({
    api: new VisitorApi(SERVER, server.fetch as typeof fetch),
    store,
    origin: SERVER,
    language: 'en',
    department: null,
    page: 'https://host.example/',
    onChange: () => undefined,
    newId: () => `id-${(ids += 1)}`,
    ...options,
  });
  running.add(client);
  return client;
}

export function stopAll(): void {
  for (const client of running) client.stop();
  running.clear();
}

export const shown = (client: ChatClient): (string | null | undefined)[] =>
  client.snapshot.log.events.map((event) => event.text);

/** Lets so many milliseconds pass, timer by timer, with all that each of them brings about. */
export async function settle(ms = 10): Promise<void> {
  let over = false;
  setTimeout(() => (over = true), ms);
  while (!over) {
    await promises();
    vi.advanceTimersToNextTimer();
  }
  await promises();
}

/** More than any chain of promises here is long; the clock's own way waits for real time. */
async function promises(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await null;
}
