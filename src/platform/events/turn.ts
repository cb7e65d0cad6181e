/** The time a consumer has for its part of a batch, whatever the number of institutions in it. */
export class Turn {
  readonly startedAt = performance.now();
  private readonly endsAt: number;

  constructor(ms: number) {
    this.endsAt = this.startedAt + ms;
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
