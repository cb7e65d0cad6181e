/** How much longer a turn may become for each event in it. */
const EACH_MS = 2.5;

/**
 * The time a consumer has for its part of a batch, whatever the number of institutions in it: so long for each transaction,
 * and for all of them a little more the more events there are. Who gets on is not interrupted; who stands still soon is.
 */
export class Turn {
  /** Events that were settled in it. */
  done = 0;
  private readonly startedAt = performance.now();
  private readonly lastEnd: number;
  private endsAt: number;

  constructor(
    private readonly ms: number,
    events: number,
  ) {
    this.endsAt = this.startedAt + ms;
    this.lastEnd = this.endsAt + events * EACH_MS;
  }

  /** A transaction has committed, and settled so many events. */
  progressed(events: number): void {
    this.done += events;
    this.endsAt = Math.min(this.lastEnd, performance.now() + this.ms);
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  get leftMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  get isOver(): boolean {
    return this.leftMs === 0;
  }
}
