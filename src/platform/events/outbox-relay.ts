import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { SqlQuery } from '../context/request-context.js';
import { DirectListener } from '../database/direct-listener.js';
import { logger } from '../telemetry/logger.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { EventRelayTarget } from './event-delivery.js';
import { OutboxSignal } from './outbox-signal.js';
import { settledWithin } from './settled-within.js';
import type { StoredEvent } from './stored-event.js';
import { Waker } from './waker.js';

export const OUTBOX_CHANNEL = 'lectern_outbox';

const BATCH = 200;
const POLL_MS = 1000;
const LANES = 2;
const KEEP_ALIVE_MS = 3000;
const LONGEST_WAIT_MS = 5000;
const DRAIN_MS = 15_000;

// Two statements on purpose: read together with the lock, a batch would come from before the lock was there.
const LOCK_SHARD = `
  SELECT shard FROM core.outbox_shard s
  WHERE EXISTS (SELECT 1 FROM core.outbox o WHERE o.shard = s.shard) ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED`;
const READ_SHARD = `
  SELECT id, tenant_id, position, name, topic, key, subject_id, request_id, traceparent, data, occurred_at
  FROM core.outbox WHERE shard = $1 ORDER BY position LIMIT ${BATCH}`;
const FORGET = `DELETE FROM core.outbox WHERE shard = $1 AND position = ANY($2::bigint[])`;

/**
 * Sends committed events on, shard by shard, each shard in order. Whoever holds a shard's row sends it, so any number of
 * relays share the work. A crash at any point sends a batch again; consumers take each event in once.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakers = Array.from({ length: LANES }, () => new Waker());
  private lanes: Promise<void>[] = [];
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly system: SystemAccess,
    private readonly target: EventRelayTarget,
    private readonly signal: OutboxSignal,
    private readonly direct: DirectListener,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    const wake = (): void => this.wakers.forEach((waker) => waker.wake());
    this.signal.onWritten(wake);
    this.direct.on(OUTBOX_CHANNEL, wake);
    this.target.onOpen(wake);
    this.lanes = this.wakers.map((waker) => this.run(waker));
  }

  /** Lets the batches under way end; the rest stays for another process or the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wakers.forEach((waker) => waker.wake());
    await settledWithin(DRAIN_MS, this.lanes);
  }

  private async run(waker: Waker): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const sent = this.target.isOpen ? await this.sendOneShard() : 0;
        failures = 0;
        if (sent === 0) await waker.sleep(POLL_MS);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, 'events cannot be sent on: they wait in the outbox');
        await waker.sleep(Math.min(LONGEST_WAIT_MS, 100 * 2 ** failures));
      }
    }
  }

  private sendOneShard(): Promise<number> {
    return this.system.run(async (query) => {
      const [locked] = await query<{ shard: number }>(LOCK_SHARD);
      if (!locked) return 0;
      const events = await query<StoredEvent>(READ_SHARD, [locked.shard]);
      if (events.length === 0) return 0;
      await this.keepAlive(query, () => this.target.deliver(events));
      await query(FORGET, [locked.shard, events.map(({ position }) => position)]);
      return events.length;
    });
  }

  /** A transaction that is idle for 10 s loses its connection, and with it the shard, in the middle of a slow batch. */
  private async keepAlive(query: SqlQuery, work: () => Promise<void>): Promise<void> {
    const timer = setInterval(() => void query('SELECT 1').catch(() => undefined), KEEP_ALIVE_MS);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }
}
