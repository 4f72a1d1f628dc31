import {
  initialConnection,
  step,
  type ConnectionState,
  type Input,
  type Phase,
} from './connection';

export const HEARTBEAT_MS = 20_000;
/** How long an answer to a heartbeat may take before the socket counts as dead. */
export const HEARTBEAT_GRACE_MS = 10_000;
export const STABLE_AFTER_MS = 5_000;
/** How long a socket may take to open. */
export const OPEN_WITHIN_MS = 8_000;
/** The shortest time from one poll to the next. */
export const POLL_EVERY_MS = 300;

export interface LinkOptions {
  openSocket: () => WebSocket;
  /**
   * One poll; resolves when it was answered and should be repeated at once.
   * Rejects when the server could not be reached.
   */
  poll: (signal: AbortSignal) => Promise<void>;
  onFrame: (frame: Record<string, unknown>) => void;
  onPhase: (phase: Phase) => void;
  random?: () => number;
}

/** Carries out what the connection's state machine decides. */
export class Link {
  #state: ConnectionState = initialConnection;
  #socket: WebSocket | null = null;
  #polling: AbortController | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #stableTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #random: () => number;

  constructor(private readonly options: LinkOptions) {
    this.#random = options.random ?? Math.random;
  }

  get phase(): Phase {
    return this.#state.phase;
  }

  start(): void {
    this.#feed('start');
  }

  stop(): void {
    this.#feed('stop');
  }

  /** Checks the connection now instead of at the next timer: after sleep, or back online. */
  nudge(): void {
    if (this.#state.phase === 'live') this.#ping(HEARTBEAT_GRACE_MS / 2);
    else this.#feed('nudge');
  }

  /** Sends over the socket; false when there is none to send over. */
  send(frame: unknown): boolean {
    if (this.#state.phase !== 'live' || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #feed(input: Input): void {
    const before = this.#state.phase;
    const [state, commands] = step(this.#state, input, this.#random());
    this.#state = state;
    for (const command of commands) {
      switch (command.type) {
        case 'open_socket':
          this.#openSocket();
          break;
        case 'close_socket':
          this.#dropSocket();
          break;
        case 'poll':
          void this.#poll();
          break;
        case 'stop_poll':
          this.#polling?.abort();
          this.#polling = null;
          break;
        case 'retry_in':
          clearTimeout(this.#retryTimer);
          this.#retryTimer = setTimeout(() => this.#feed('retry'), command.ms);
          break;
        case 'cancel_retry':
          clearTimeout(this.#retryTimer);
          break;
      }
    }
    if (before !== this.#state.phase) this.options.onPhase(this.#state.phase);
  }

  #openSocket(): void {
    this.#dropSocket();
    let socket: WebSocket;
    try {
      socket = this.options.openSocket();
    } catch {
      this.#feed('socket_closed');
      return;
    }
    this.#socket = socket;
    const tooLong = setTimeout(() => this.#lose(socket), OPEN_WITHIN_MS);
    socket.onopen = () => {
      clearTimeout(tooLong);
      this.#stableTimer = setTimeout(() => this.#feed('socket_stable'), STABLE_AFTER_MS);
      this.#expectNextHeartbeat();
      this.#feed('socket_open');
    };
    socket.onclose = () => {
      clearTimeout(tooLong);
      this.#lose(socket);
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      this.#expectNextHeartbeat();
      const frame = parseFrame(message.data);
      if (frame) this.options.onFrame(frame);
    };
  }

  /** The socket is gone, whether it said so or fell silent. */
  #lose(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#dropSocket();
    this.#feed('socket_closed');
  }

  #dropSocket(): void {
    clearTimeout(this.#stableTimer);
    clearTimeout(this.#heartbeatTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
  }

  #expectNextHeartbeat(): void {
    clearTimeout(this.#heartbeatTimer);
    this.#heartbeatTimer = setTimeout(() => this.#ping(HEARTBEAT_GRACE_MS), HEARTBEAT_MS);
  }

  #ping(graceMs: number): void {
    const socket = this.#socket;
    if (!socket) return;
    this.send({ ping: true });
    clearTimeout(this.#heartbeatTimer);
    this.#heartbeatTimer = setTimeout(() => this.#lose(socket), graceMs);
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    const controller = new AbortController();
    this.#polling = controller;
    let answered = true;
    try {
      // A server that answers at once is not asked without a pause.
      const pause = new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
      await Promise.all([this.options.poll(controller.signal), pause]);
    } catch {
      answered = false;
    }
    if (this.#polling !== controller) return;
    this.#polling = null;
    this.#feed(answered ? 'poll_ok' : 'poll_failed');
  }
}

function parseFrame(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
