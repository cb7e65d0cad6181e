import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { ConsumerPace } from './consumer-pace.js';
import { FairSlots } from '../background/fair-slots.js';
import { ParkedGate } from './parked-gate.js';
import { KEYS_AT_ONCE, type ParkedKey, ParkedQueues } from './parked-queues.js';
import { ParkedSignal } from './parked-signal.js';
import { settledWithin } from '../background/settled-within.js';
import { WorkLoop } from '../background/work-loop.js';

const POLL_MS = 1000;
/** Looks that follow one another closer than this are one. */
const QUIET_MS = 10;
const DRAIN_MS = 15_000;
/** Of the application's pool, beside the first deliveries: for events that were never tried, and for those that were. */
const untriedSlotsOf = (poolSize: number): number => Math.min(4, Math.max(1, Math.round(poolSize / 4)));
const triedSlotsOf = (poolSize: number): number => Math.min(2, Math.max(1, Math.round(poolSize / 8)));
/** Untried keys of one consumer at once: one may turn out to be slow. */
const UNTRIED_EACH = 2;

interface Begun {
  again: boolean;
}

/**
 * Tries parked events when they are due, and lets go of held ones once their plugin runs for the institution. It has slots
 * of its own, other ones for what was tried before, and of each a consumer takes a part only: neither first deliveries
 * nor other consumers nor other keys wait for what is slow.
 */
@Injectable()
export class ParkedRedriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly untried: FairSlots;
  private readonly tried: FairSlots;
  private readonly loop = new WorkLoop({ step: () => this.step(), pollMs: POLL_MS, trouble: 'parked events cannot be tried now' });
  /** Keys that are begun or wait for a slot, by consumer and institution. */
  private readonly begun = new Map<string, Map<string, Begun>>();
  private readonly work = new Set<Promise<void>>();
  private quiet: NodeJS.Timeout | undefined;
  private heldAt = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly pace: ConsumerPace,
    private readonly queues: ParkedQueues,
    private readonly gate: ParkedGate,
    private readonly signal: ParkedSignal,
  ) {
    this.untried = new FairSlots(untriedSlotsOf(config.database.poolSize));
    this.tried = new FairSlots(triedSlotsOf(config.database.poolSize));
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.signal.onParked(() => this.wake());
    this.loop.start();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.quiet ??= setTimeout(() => {
      this.quiet = undefined;
      this.loop.wake();
    }, QUIET_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop(DRAIN_MS);
    clearTimeout(this.quiet);
    await settledWithin(DRAIN_MS, [...this.work]);
  }

  private async step(): Promise<boolean> {
    if (performance.now() - this.heldAt >= POLL_MS) {
      this.heldAt = performance.now();
      await this.gate.reconsider();
    }
    for (const key of await this.queues.due()) this.begin(key);
    return false;
  }

  private begin(queue: ParkedKey): void {
    const { key, consumer } = queue;
    const line = `${queue.tenant_id} ${consumer}`;
    const keys = this.begun.get(line) ?? new Map<string, Begun>();
    const before = keys.get(key);
    if (before) return void (before.again = true);
    const begun: Begun = { again: false };
    this.begun.set(line, keys.set(key, begun));
    const drain = (): Promise<boolean> => this.gate.drain(queue, () => this.loop.isStopping);
    const many = this.pace.isAside(consumer) ? 1 : UNTRIED_EACH;
    const work = (queue.tried ? this.tried.run(consumer, 1, drain) : this.untried.run(consumer, many, drain))
      .catch((error: unknown) => {
        logger.debug({ err: error, consumer }, 'parked events could not be tried');
        return false;
      })
      .then((more) => {
        this.work.delete(work);
        keys.delete(key);
        if (keys.size === 0) this.begun.delete(line);
        // It may have been seen just before it ended; and where so many were begun, others were left for later.
        if (more || begun.again || keys.size === KEYS_AT_ONCE / 2) this.wake();
      });
    this.work.add(work);
  }
}
