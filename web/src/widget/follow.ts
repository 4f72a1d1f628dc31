/** This near to the end the log follows what is new. */
const FOLLOW_PX = 80;

/** Keeps the newest in sight, unless the reader has gone back to what was. */
export class Follow {
  /** The reader has gone back. */
  behind = false;

  constructor(
    private readonly log: () => HTMLElement | null,
    private readonly onChange: () => void,
  ) {}

  toEnd(): void {
    const log = this.log();
    if (log && !this.behind) log.scrollTop = log.scrollHeight;
  }

  /** From now on the newest is in sight again. */
  resume(): void {
    this.behind = false;
    this.onChange();
  }

  readonly scrolled = (): void => {
    const log = this.log();
    if (!log) return;
    const behind = log.scrollHeight - log.scrollTop - log.clientHeight >= FOLLOW_PX;
    if (behind === this.behind) return;
    this.behind = behind;
    this.onChange();
  };
}
