import { describe, expect, it } from 'vitest';
import {
  LONGEST_RETRY_MS,
  backoff,
  initialConnection,
  step,
  type ConnectionState,
  type Input,
} from '../src/core/connection';

/** Feeds inputs one after the other and returns the last state and its commands. */
function after(...inputs: Input[]): { state: ConnectionState; commands: string[] } {
  let state = initialConnection;
  let commands: string[] = [];
  for (const input of inputs) {
    const [next, issued] = step(state, input, 0.5);
    state = next;
    commands = issued.map((command) => command.type);
  }
  return { state, commands };
}

describe('connection', () => {
  it('starts with a socket', () => {
    expect(after('start')).toEqual({
      state: { phase: 'connecting', attempt: 0 },
      commands: ['open_socket'],
    });
  });

  it('goes live when the socket opens, and stops polling', () => {
    const { state, commands } = after('start', 'socket_open');
    expect(state.phase).toBe('live');
    expect(commands).toEqual(['cancel_retry', 'stop_poll']);
  });

  it('tries the socket again after a live one is lost, without polling first', () => {
    const { state, commands } = after('start', 'socket_open', 'socket_closed');
    expect(state.phase).toBe('connecting');
    expect(commands).toEqual(['retry_in']);
  });

  it('polls where sockets do not open, and still tries the socket', () => {
    const { state, commands } = after('start', 'socket_closed');
    expect(state.phase).toBe('polling');
    expect(commands).toEqual(['poll', 'retry_in']);
  });

  it('polls on as long as polls are answered', () => {
    expect(after('start', 'socket_closed', 'poll_ok').commands).toEqual(['poll']);
  });

  it('is away when neither socket nor poll is answered, and asks both again', () => {
    expect(after('start', 'socket_closed', 'poll_failed').state.phase).toBe('away');
    const retried = after('start', 'socket_closed', 'poll_failed', 'retry');
    expect(retried.commands).toEqual(['open_socket']);
    const failed = after('start', 'socket_closed', 'poll_failed', 'retry', 'socket_closed');
    expect(failed.state.phase).toBe('away');
    expect(failed.commands).toEqual(['poll', 'retry_in']);
  });

  it('comes back from away by polling or by socket', () => {
    const away: Input[] = ['start', 'socket_closed', 'poll_failed', 'retry'];
    expect(after(...away, 'socket_closed', 'poll_ok').state.phase).toBe('polling');
    expect(after(...away, 'socket_open').state.phase).toBe('live');
  });

  it('waits longer for a socket that opens and dies at once, until one lasts', () => {
    const flapping = after('start', 'socket_open', 'socket_closed', 'retry', 'socket_open');
    expect(flapping.state.attempt).toBe(1);
    const lasting = after(
      'start',
      'socket_open',
      'socket_closed',
      'retry',
      'socket_open',
      'socket_stable',
    );
    expect(lasting.state.attempt).toBe(0);
  });

  it('does not wait for the timer when nudged', () => {
    expect(after('start', 'socket_open', 'socket_closed', 'nudge').commands).toEqual([
      'cancel_retry',
      'open_socket',
    ]);
    expect(after('start', 'socket_open', 'nudge').commands).toEqual([]);
  });

  it('asks anew when nudged while it polls: the network may be another', () => {
    expect(after('start', 'socket_closed', 'nudge').commands).toEqual([
      'cancel_retry',
      'stop_poll',
      'poll',
      'open_socket',
    ]);
  });

  it('ignores what arrives after it was stopped', () => {
    for (const late of ['socket_closed', 'poll_ok', 'poll_failed', 'retry', 'nudge'] as const) {
      expect(after('start', 'stop', late)).toEqual({ state: initialConnection, commands: [] });
    }
  });
});

describe('backoff', () => {
  it('grows, is spread and has a limit', () => {
    expect(backoff(0, 0)).toBe(200);
    expect(backoff(0, 0.999)).toBeLessThanOrEqual(400);
    expect(backoff(3, 0)).toBeGreaterThan(backoff(2, 0));
    expect(backoff(50, 1)).toBe(LONGEST_RETRY_MS);
  });
});
