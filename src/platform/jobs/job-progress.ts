const EVERY_MS = 500;

/**
 * What a running attempt says of how far it is. The first word is stored at once, what follows within half a second at
 * the end of it, so that a handler may say it after every step. `signal` is aborted with `stop`, and when the job is no
 * longer this attempt's.
 */
export class JobProgress {
  readonly signal: AbortSignal;
  private readonly cancelled = new AbortController();
  private latest = 0;
  private stored = 0;
  private quiet: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    /** Answers whether the job still is this attempt's. */
    private readonly store: (fraction: number) => Promise<boolean>,
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.cancelled.signal]);
  }

  /** Whether the job is no longer this attempt's. */
  get isCalledOff(): boolean {
    return this.cancelled.signal.aborted;
  }

  /** Waits only where it stores. Throws when that fails. */
  async report(fraction: number): Promise<void> {
    if (!(fraction > this.latest) || this.closed) return;
    this.latest = fraction;
    if (this.quiet) return;
    this.rest();
    this.writing = this.write();
    await this.writing;
  }

  /** Nothing is stored after this. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.quiet);
    await this.writing.catch(() => undefined);
  }

  /** Has the attempt stop. */
  abort(): void {
    this.cancelled.abort();
  }

  private rest(): void {
    this.quiet = setTimeout(() => {
      this.quiet = undefined;
      if (this.latest === this.stored) return;
      this.rest();
      // The next word is stored as well, so this one may be lost.
      this.writing = this.write().catch(() => undefined);
    }, EVERY_MS);
    this.quiet.unref();
  }

  private async write(): Promise<void> {
    const fraction = this.latest;
    if (!(await this.store(fraction))) this.abort();
    this.stored = fraction;
  }
}
