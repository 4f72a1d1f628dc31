import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Desk } from './desk';
import type { Command } from './shortcuts';

/** Lets a part of the page do its commands while it is there. */
export class Commands implements ReactiveController {
  private listened: Desk | null = null;
  private readonly hear = (event: Event): void => this.obey((event as CustomEvent<Command>).detail);

  constructor(
    private readonly host: ReactiveControllerHost & { desk: Desk },
    private readonly obey: (command: Command) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.listened = this.host.desk;
    this.listened.addEventListener('command', this.hear);
  }

  hostDisconnected(): void {
    this.listened?.removeEventListener('command', this.hear);
  }
}
