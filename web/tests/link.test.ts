import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HEARTBEAT_GRACE_MS, HEARTBEAT_MS, Link, POLL_EVERY_MS } from '../src/core/link';
import type { Phase } from '../src/core/connection';

/** A socket whose other end is the test. */
class FakeSocket {
  static readonly all: FakeSocket[] = [];
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  fail(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  receive(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
}

function makeLink(
  poll: (signal: AbortSignal) => Promise<void> = () => new Promise(() => undefined),
) {
  const phases: Phase[] = [];
  const frames: unknown[] = [];
  const link = new Link({
    openSocket: () => new FakeSocket() as unknown as WebSocket,
    poll,
    onFrame: (frame) => frames.push(frame),
    onPhase: (phase) => phases.push(phase),
    random: () => 0.5,
  });
  return { link, phases, frames, socket: () => FakeSocket.all.at(-1) as FakeSocket };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', { OPEN: 1 });
  FakeSocket.all.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('link', () => {
  it('hands frames on and ignores what is no JSON object', () => {
    const { link, frames, socket } = makeLink();
    link.start();
    socket().open();
    socket().receive({ ack: 'a', seq: 1 });
    socket().receive('not json');
    socket().receive('3');
    expect(frames).toEqual([{ ack: 'a', seq: 1 }]);
  });

  it('sends only while it is live', () => {
    const { link, socket } = makeLink();
    link.start();
    expect(link.send({ typing: true })).toBe(false);
    socket().open();
    expect(link.send({ typing: true })).toBe(true);
    expect(socket().sent).toEqual([{ typing: true }]);
  });

  it('takes a silent socket for dead and opens another', () => {
    const { link, phases, socket } = makeLink();
    link.start();
    const first = socket();
    first.open();
    vi.advanceTimersByTime(HEARTBEAT_MS + 1);
    expect(first.sent).toEqual([{ ping: true }]);
    vi.advanceTimersByTime(HEARTBEAT_GRACE_MS + 1);
    expect(first.readyState).toBe(3);
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    socket().open();
    expect(phases).toEqual(['connecting', 'live', 'connecting', 'live']);
  });

  it('keeps a socket that answers heartbeats', () => {
    const { link, socket } = makeLink();
    link.start();
    socket().open();
    for (let round = 0; round < 5; round += 1) {
      vi.advanceTimersByTime(HEARTBEAT_MS + 1);
      socket().receive({ pong: true });
    }
    expect(FakeSocket.all).toHaveLength(1);
    expect(link.phase).toBe('live');
  });

  it('polls where the socket is blocked and is away when polls fail too', async () => {
    const answers = [true, false];
    const poll = vi.fn(() => (answers.shift() ? Promise.resolve() : Promise.reject(new Error())));
    const { link, phases, socket } = makeLink(poll);
    link.start();
    socket().fail();
    await vi.advanceTimersByTimeAsync(POLL_EVERY_MS);
    expect(poll).toHaveBeenCalledTimes(2);
    expect(phases).toEqual(['connecting', 'polling', 'away']);
  });

  it('does not hurry a server that answers polls at once', async () => {
    const poll = vi.fn(() => Promise.resolve());
    const { link, socket } = makeLink(poll);
    link.start();
    socket().fail();
    await vi.advanceTimersByTimeAsync(POLL_EVERY_MS * 3 - 1);
    expect(poll).toHaveBeenCalledTimes(3);
    link.stop();
  });

  it('drops the poll of another network when nudged, and asks anew', () => {
    const signals: AbortSignal[] = [];
    const { link, socket } = makeLink((signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    link.start();
    socket().fail();
    link.nudge();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('asks a live connection whether it is there when nudged', () => {
    const { link, socket } = makeLink();
    link.start();
    socket().open();
    link.nudge();
    expect(socket().sent).toEqual([{ ping: true }]);
    vi.advanceTimersByTime(HEARTBEAT_GRACE_MS / 2 + 1);
    expect(link.phase).toBe('connecting');
  });

  it('gives up a socket that never opens', () => {
    const { link, phases } = makeLink();
    link.start();
    vi.advanceTimersByTime(8_001);
    expect(phases.at(-1)).toBe('polling');
  });

  it('does nothing more after stop', () => {
    const { link, socket } = makeLink();
    link.start();
    socket().open();
    link.stop();
    vi.advanceTimersByTime(300_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
