import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyLog, withConversation, withEvents } from '../src/core/log';
import type { ChatClient } from '../src/widget/client';
import type { Store } from '../src/widget/storage';
import { Device } from './device';
import type { ModelServer } from './model';
import { makeClient, makeServer, settle, stopAll } from './visitor';

const SCHEDULES = 200;
const ACTIONS = 25;

/** Numbers in [0, 1) that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A visitor with tabs, on a network that gets better and worse. */
class World {
  readonly server: ModelServer = makeServer();
  readonly said: string[] = [];
  readonly tabs = new Map<Store, ChatClient>();
  private readonly device = new Device();
  private readonly chance: () => number;

  constructor(seed: number) {
    this.chance = random(seed);
    vi.spyOn(Math, 'random').mockImplementation(this.chance);
    this.server.takesSockets = this.chance() < 0.7;
  }

  open(): void {
    const tab: Store = this.device.tab((key) => this.tabs.get(tab)?.onStorage(key));
    const client = makeClient(this.server, tab);
    this.tabs.set(tab, client);
    client.setReading(this.chance() < 0.5);
    void client.start();
  }

  async act(): Promise<void> {
    const { server } = this;
    const of = (share: number): boolean => this.chance() < share;
    if (this.tabs.size === 0 || (this.tabs.size < 3 && of(0.1))) this.open();
    const [tab, client] = [...this.tabs][Math.floor(this.chance() * this.tabs.size)] ?? [];
    if (of(0.5)) {
      const text = `m${this.said.length}`;
      this.said.push(text);
      client?.say(text);
    }
    if (of(0.1) && tab) {
      client?.stop();
      this.device.close(tab);
      this.tabs.delete(tab);
    }
    if (of(0.2)) {
      const bad = this.chance() * 0.6;
      const slow = this.chance() ** 3 * 8000;
      server.network = {
        copies: () => (of(bad) ? 0 : of(bad) ? 2 : 1),
        delayMs: () => this.chance() * slow,
      };
    }
    if (of(0.1)) server.reachable = !server.reachable;
    if (of(0.1)) server.takesSockets = !server.takesSockets;
    if (of(0.1)) for (const socket of server.sockets) socket.cut();
    if (of(0.1)) server.tooMany = 2;
    if (of(0.1)) client?.nudge();
    if (of(0.3)) {
      for (const { id } of server.conversations.values()) {
        server.append(id, { text: 'answer' });
        server.setState(id, { receipts: { delivered: 1, read: 1 } });
      }
    }
    await settle(this.chance() ** 2 * 6000);
  }

  async calm(): Promise<void> {
    this.server.network = { copies: () => 1, delayMs: () => 0 };
    this.server.reachable = true;
    this.server.tooMany = 0;
    if (this.tabs.size === 0) this.open();
    // The longest pause between two tries, and what came before it.
    await settle(100_000);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stopAll();
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('whatever the network does', () => {
  const seeds = Array.from({ length: SCHEDULES }, (_, seed) => seed + 1);

  it.each(seeds)(
    'each message is stored once and in order, and every tab shows what is stored (%i)',
    async (seed) => {
      const world = new World(seed);
      const { server } = world;
      world.open();
      for (let action = 0; action < ACTIONS; action += 1) await world.act();
      await world.calm();

      expect(server.conversations.size).toBe(1);
      const { events, state } = server.only;
      const own = events.filter((event) => event.author.kind === 'visitor');
      expect(own.map((event) => event.text)).toEqual(world.said);
      const anew = withConversation(withEvents(emptyLog, events, true), state);
      for (const client of world.tabs.values()) {
        expect(client.snapshot.log.events).toEqual(anew.events);
        expect(client.snapshot.log.cursor).toBe(anew.cursor);
        expect(client.snapshot).toMatchObject({ outbox: [], ready: true });
      }
    },
  );
});
