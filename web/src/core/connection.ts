/**
 * The state machine of a live connection: a WebSocket where it works, polling where it does not,
 * waiting with growing pauses where nothing does. Pure: inputs in, state and commands out.
 */

export type Phase = 'stopped' | 'connecting' | 'live' | 'polling' | 'away';

export interface ConnectionState {
  phase: Phase;
  /** Sockets in succession that failed or did not last. */
  attempt: number;
}

export type Input =
  | 'start'
  | 'stop'
  | 'socket_open'
  /** An open socket has lasted long enough to count as working. */
  | 'socket_stable'
  | 'socket_closed'
  | 'poll_ok'
  | 'poll_failed'
  | 'retry'
  /** The page woke up or the network came back: don't wait for the timer. */
  | 'nudge';

export type Command =
  | { type: 'open_socket' }
  | { type: 'close_socket' }
  | { type: 'poll' }
  | { type: 'stop_poll' }
  | { type: 'retry_in'; ms: number }
  | { type: 'cancel_retry' };

export const FIRST_RETRY_MS = 400;
export const LONGEST_RETRY_MS = 30_000;

export const initialConnection: ConnectionState = { phase: 'stopped', attempt: 0 };

/**
 * The pause before the next socket, in milliseconds: doubling, at most 30 s, and spread over half
 * of itself so that a restarted server is not met by every page in the same instant.
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random);
}

/** @param random a number in [0, 1) for spreading retries */
export function step(
  state: ConnectionState,
  input: Input,
  random: number,
): [ConnectionState, Command[]] {
  if (input === 'start') {
    if (state.phase !== 'stopped') return [state, []];
    return [{ phase: 'connecting', attempt: 0 }, [{ type: 'open_socket' }]];
  }
  if (input === 'stop') {
    return [
      initialConnection,
      [{ type: 'cancel_retry' }, { type: 'stop_poll' }, { type: 'close_socket' }],
    ];
  }
  if (state.phase === 'stopped') return [state, []];

  switch (input) {
    case 'socket_open':
      return [{ ...state, phase: 'live' }, [{ type: 'cancel_retry' }, { type: 'stop_poll' }]];
    case 'socket_stable':
      return [{ ...state, attempt: 0 }, []];
    case 'socket_closed':
      return socketClosed(state, random);
    case 'poll_ok':
      if (state.phase === 'away') return [{ ...state, phase: 'polling' }, [{ type: 'poll' }]];
      return [state, state.phase === 'polling' ? [{ type: 'poll' }] : []];
    case 'poll_failed':
      // The retry timer is running already: the next socket, or the poll after it, finds out.
      return [state.phase === 'polling' ? { ...state, phase: 'away' } : state, []];
    case 'retry':
      return [state, state.phase === 'live' ? [] : [{ type: 'open_socket' }]];
    case 'nudge':
      return nudged(state);
  }
}

function nudged(state: ConnectionState): [ConnectionState, Command[]] {
  if (state.phase === 'live') return [state, []];
  // A poll that began before the network changed may wait in vain for long.
  const anew: Command[] =
    state.phase === 'polling' ? [{ type: 'stop_poll' }, { type: 'poll' }] : [];
  return [{ ...state, attempt: 0 }, [{ type: 'cancel_retry' }, ...anew, { type: 'open_socket' }]];
}

function socketClosed(state: ConnectionState, random: number): [ConnectionState, Command[]] {
  const attempt = state.attempt + 1;
  const retry: Command = { type: 'retry_in', ms: backoff(state.attempt, random) };
  switch (state.phase) {
    case 'live':
      return [{ phase: 'connecting', attempt }, [retry]];
    case 'connecting':
      return [{ phase: 'polling', attempt }, [{ type: 'poll' }, retry]];
    case 'away':
      return [{ phase: 'away', attempt }, [{ type: 'poll' }, retry]];
    default:
      return [{ ...state, attempt }, [retry]];
  }
}
