import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { FairSlots } from './fair-slots.js';
import { ParkedGate } from './parked-gate.js';
import { KEYS_AT_ONCE, type ParkedKey, ParkedQueues } from './parked-queues.js';
import { ParkedSignal } from './parked-signal.js';
import { settledWithin } from './settled-within.js';
import { WorkLoop } from './work-loop.js';

const POLL_MS = 1000;
/** Looks that follow one another closer than this are one. */
const QUIET_MS = 10;
const DRAIN_MS = 15_000;
/** What retrying may take of the application's pool, beside the first deliveries: a third, five connections at most. */
const slotsOf = (poolSize: number): number => Math.min(5, Math.max(1, Math.floor(poolSize / 3)));

/**
 * Tries parked events when they are due, and lets go of held ones once their plugin runs for the institution. It has slots
 * of its own, of which a consumer takes a part only, and what was tried before one: neither first deliveries nor other
 * consumers nor keys that are merely in the same queue wait for what is slow.
 */
@Injectable()
export class ParkedRedriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly slots: FairSlots;
  private readonly untried: number;
  private readonly loop = new WorkLoop({ step: () => this.step(), pollMs: POLL_MS, trouble: 'parked events cannot be tried now' });
  /** Keys that are begun or wait for a slot, by consumer and institution. */
  private readonly begun = new Map<string, Set<string>>();
  private readonly work = new Set<Promise<void>>();
  private quiet: NodeJS.Timeout | undefined;
  private heldAt = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly consumers: ConsumerRegistry,
    private readonly breakers: ConsumerBreakers,
    private readonly queues: ParkedQueues,
    private readonly gate: ParkedGate,
    private readonly signal: ParkedSignal,
  ) {
    const slots = slotsOf(config.database.poolSize);
    this.slots = new FairSlots(slots);
    this.untried = Math.max(1, Math.floor(slots / 2));
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
    const ready = this.consumers.ids.filter((id) => this.breakers.pauseOf(id) === 0);
    for (const key of await this.queues.due(ready)) this.begin(key);
    return false;
  }

  private begin(queue: ParkedKey): void {
    const { key, consumer } = queue;
    const line = `${queue.tenant_id} ${consumer}`;
    const keys = this.begun.get(line) ?? new Set();
    if (keys.has(key)) return;
    this.begun.set(line, keys.add(key));
    const [group, most] = queue.tried ? [`again ${consumer}`, 1] : [consumer, this.untried];
    const work = this.slots
      .run(group, most, () => this.gate.drain(queue, () => this.loop.isStopping))
      .catch((error: unknown) => {
        logger.debug({ err: error, consumer }, 'parked events could not be tried');
        return false;
      })
      .then((more) => {
        this.work.delete(work);
        keys.delete(key);
        if (keys.size === 0) this.begun.delete(line);
        // Where so many were begun, others were left for later.
        if (more || keys.size === KEYS_AT_ONCE / 2) this.wake();
      });
    this.work.add(work);
  }
}
