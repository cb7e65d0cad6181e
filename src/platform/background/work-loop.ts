import { logger } from '../telemetry/logger.js';
import { settledWithin } from './settled-within.js';
import { Waker } from './waker.js';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

export interface WorkLoopOptions {
  /** One look for work. Whether there may be more at once: then the loop does not sleep. */
  readonly step: () => Promise<boolean>;
  /** Milliseconds to sleep when there is nothing to do and nobody wakes it. */
  readonly pollMs: number;
  /** What is logged, once, when a step fails: what cannot be done, and what becomes of it. */
  readonly trouble: string;
  readonly about?: Readonly<Record<string, string>>;
}

/**
 * The loop behind all background work: looks, works while there is something to do, sleeps until it is woken or its poll
 * is due. A failing step is tried again after a wait that doubles up to 5 s, which a wake-up does not cut short.
 */
export class WorkLoop {
  private readonly waker = new Waker();
  private readonly ending = new Waker();
  private ended: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: WorkLoopOptions) {}

  get isStopping(): boolean {
    return this.stopping;
  }

  start(): void {
    this.ended ??= this.run();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.waker.wake();
  }

  /** No further step is begun. Waits for the one under way, but no longer than `ms`. */
  async stop(ms: number): Promise<void> {
    this.stopping = true;
    this.waker.wake();
    this.ending.wake();
    if (this.ended) await settledWithin(ms, [this.ended]);
  }

  private async run(): Promise<void> {
    const { step, pollMs, trouble, about } = this.options;
    let failures = 0;
    while (!this.stopping) {
      try {
        const more = await step();
        failures = 0;
        if (!more) await this.waker.sleep(pollMs);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ err: error, ...about }, trouble);
        await this.ending.sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)));
      }
    }
  }
}
