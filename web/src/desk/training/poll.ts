import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Asks again and again while somebody looks: at once when it begins, then as long after each answer
 * as it says. `ask` deals with its own errors and returns the pause in milliseconds, or null to be
 * left alone until {@link Poll.now}.
 */
export class Poll implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private again = false;
  private connected = false;
  /** The page was hidden when it was due. */
  private due = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly ask: () => Promise<number | null>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.connected = true;
    document.addEventListener('visibilitychange', this.seen);
    void this.now();
  }

  hostDisconnected(): void {
    this.connected = false;
    document.removeEventListener('visibilitychange', this.seen);
    clearTimeout(this.timer);
  }

  /** Asks at once; while it is being asked, once more after that. */
  async now(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    let pause: number | null;
    try {
      do {
        this.again = false;
        pause = await this.ask();
      } while (this.again);
    } finally {
      this.running = false;
    }
    if (pause !== null && this.connected) this.timer = setTimeout(this.tick, pause);
  }

  private readonly tick = (): void => {
    if (document.visibilityState === 'hidden') this.due = true;
    else void this.now();
  };

  private readonly seen = (): void => {
    if (document.visibilityState !== 'visible' || !this.due) return;
    this.due = false;
    void this.now();
  };
}
