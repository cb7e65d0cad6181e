import { Unavailable } from '../../sdk/errors.js';

interface Share {
  active: number;
  readonly waiting: (() => void)[];
}

/** One tenant holds at most half the pool; the rest of its requests wait up to a second, then get 503. */
export class TenantShare {
  private readonly shares = new Map<string, Share>();
  private readonly limit: number;

  constructor(
    poolSize: number,
    private readonly patienceMs = 1000,
  ) {
    this.limit = Math.max(1, Math.floor(poolSize / 2));
  }

  async hold<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    await this.enter(tenantId);
    try {
      return await work();
    } finally {
      this.leave(tenantId);
    }
  }

  private async enter(tenantId: string): Promise<void> {
    let share = this.shares.get(tenantId);
    if (!share) this.shares.set(tenantId, (share = { active: 0, waiting: [] }));
    if (share.active < this.limit) {
      share.active += 1;
      return;
    }
    const queue = share.waiting;
    await new Promise<void>((resolve, reject) => {
      const proceed = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(proceed), 1);
        reject(new Unavailable('database', 1));
      }, this.patienceMs);
      queue.push(proceed);
    });
  }

  /** The place goes to whoever waits longest, without being counted down in between. */
  private leave(tenantId: string): void {
    const share = this.shares.get(tenantId);
    if (!share) return;
    const next = share.waiting.shift();
    if (next) return next();
    share.active -= 1;
    if (share.active === 0) this.shares.delete(tenantId);
  }
}
