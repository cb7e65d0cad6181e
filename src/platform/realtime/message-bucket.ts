interface Allowance {
  /** At once. */
  readonly capacity: number;
  /** In the long run. */
  readonly perSecond: number;
}

/** Of messages. */
const MESSAGES: Allowance = { capacity: 40, perSecond: 20 };
/** Whoever goes on after being told so often is not going to stop. */
const MOST_REFUSED = 200;

/** How much one connection may send. */
export class MessageBucket {
  private left: number;
  private refused = 0;
  private at = performance.now();

  constructor(private readonly allowance: Allowance = MESSAGES) {
    this.left = allowance.capacity;
  }

  /** `flood`: it was told often enough. */
  take(now = performance.now()): 'taken' | 'refused' | 'flood' {
    const { capacity, perSecond } = this.allowance;
    this.left = Math.min(capacity, this.left + ((now - this.at) / 1000) * perSecond);
    this.at = now;
    if (this.left >= 1) {
      this.left -= 1;
      this.refused = Math.max(0, this.refused - 1);
      return 'taken';
    }
    this.refused += 1;
    return this.refused > MOST_REFUSED ? 'flood' : 'refused';
  }
}
