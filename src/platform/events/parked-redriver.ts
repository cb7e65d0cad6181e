import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { EventDelivery } from './event-delivery.js';
import { KeyDrainer, type ParkedKey } from './key-drainer.js';
import { settledWithin } from './settled-within.js';
import { Waker } from './waker.js';

const POLL_MS = 1000;
const KEYS = 100;
const DRAIN_MS = 15_000;

// A loose index scan: one step per key, however long the queue behind it is.
const DUE_KEYS = `
  WITH RECURSIVE head AS (
    (SELECT tenant_id, consumer, key, next_attempt_at FROM core.parked_event
     WHERE reason = 'failing' ORDER BY tenant_id, consumer, key, position LIMIT 1)
    UNION ALL
    SELECT n.* FROM head h, LATERAL (
      SELECT tenant_id, consumer, key, next_attempt_at FROM core.parked_event p
      WHERE reason = 'failing' AND (p.tenant_id, p.consumer, p.key) > (h.tenant_id, h.consumer, h.key)
      ORDER BY tenant_id, consumer, key, position LIMIT 1) n
  )
  SELECT tenant_id, consumer, key FROM head WHERE next_attempt_at <= now() AND consumer = ANY($1::text[])
  ORDER BY next_attempt_at LIMIT ${KEYS}`;

const HELD = `
  WITH RECURSIVE held AS (
    (SELECT tenant_id, consumer FROM core.parked_event WHERE reason <> 'failing' ORDER BY tenant_id, consumer LIMIT 1)
    UNION ALL
    SELECT n.* FROM held h, LATERAL (
      SELECT tenant_id, consumer FROM core.parked_event p
      WHERE reason <> 'failing' AND (p.tenant_id, p.consumer) > (h.tenant_id, h.consumer) ORDER BY tenant_id, consumer LIMIT 1) n
  )
  SELECT tenant_id, consumer FROM held WHERE consumer = ANY($1::text[])`;

/** Tries parked events again when they are due, and lets go of held ones once their plugin runs for the tenant. */
@Injectable()
export class ParkedRedriver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waker = new Waker();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly system: SystemAccess,
    private readonly consumers: ConsumerRegistry,
    private readonly delivery: EventDelivery,
    private readonly drainer: KeyDrainer,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'api') this.running = this.run();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.waker.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.waker.wake();
    if (this.running) await settledWithin(DRAIN_MS, [this.running]);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let tried = 0;
      try {
        tried = await this.sweep();
      } catch (error) {
        logger.debug({ err: error }, 'parked events cannot be tried now');
      }
      if (tried < KEYS) await this.waker.sleep(POLL_MS);
    }
  }

  private async sweep(): Promise<number> {
    const { ids } = this.consumers;
    if (ids.length === 0) return 0;
    const { due, held } = await this.system.run(async (query) => ({
      held: await query<Omit<ParkedKey, 'key'>>(HELD, [ids]),
      due: await query<ParkedKey>(DUE_KEYS, [ids]),
    }));
    for (const queue of held) await this.drainer.reconsider(queue);
    const work = due.map((key) => this.delivery.queue.add(() => this.drainer.drain(key, () => this.stopping)));
    const settled = await Promise.allSettled(work);
    for (const each of settled) if (each.status === 'rejected') throw each.reason;
    return due.length;
  }
}
