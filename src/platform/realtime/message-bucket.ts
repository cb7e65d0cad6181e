const CAPACITY = 40;
const PER_SECOND = 20;
/** Whoever goes on after being told so often is not going to stop. */
const MOST_REFUSED = 200;

/** How much one connection may send: 40 at once, 20 a second in the long run. */
export class MessageBucket {
  private left = CAPACITY;
  private refused = 0;
  private at = performance.now();

  /** `flood`: it was told often enough. */
  take(now = performance.now()): 'taken' | 'refused' | 'flood' {
    this.left = Math.min(CAPACITY, this.left + ((now - this.at) / 1000) * PER_SECOND);
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
