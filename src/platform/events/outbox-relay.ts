import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { SqlQuery } from '../context/request-context.js';
import { DirectListener } from '../database/direct-listener.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { EventRelayTarget } from './event-delivery.js';
import { OutboxSignal } from './outbox-signal.js';
import { ShardTurns } from './shard-turns.js';
import type { StoredEvent } from './stored-event.js';
import { WorkLoop } from '../background/work-loop.js';

export const OUTBOX_CHANNEL = 'lectern_outbox';

const BATCH = 256;
/** Shards in one batch, at most: many with little in them cost no more than one with much. */
const SHARDS = 8;
/** One lane looks once a second; it has the others woken when it finds something, or they look by themselves. */
const POLLS_MS = [1000, 10_000];
const KEEP_ALIVE_MS = 3000;
const DRAIN_MS = 15_000;

// Two statements on purpose: read together with the lock, a batch would come from before the lock was there.
const LOCK_SHARDS = `
  SELECT shard FROM core.outbox_shard s
  WHERE EXISTS (SELECT 1 FROM core.outbox o WHERE o.shard = s.shard)
  ORDER BY array_position($1::smallint[], s.shard) LIMIT $2 FOR UPDATE SKIP LOCKED`;
const READ = `
  SELECT e.* FROM unnest($1::smallint[]) AS locked (shard), LATERAL (
    SELECT id, tenant_id, position, name, topic, key, subject_id, request_id, traceparent, data, occurred_at
    FROM core.outbox o WHERE o.shard = locked.shard ORDER BY position LIMIT $2) e
  ORDER BY e.position`;
const FORGET = `DELETE FROM core.outbox WHERE shard = ANY($1::smallint[]) AND position = ANY($2::bigint[])`;

/**
 * Sends committed events on, some shards at a time, each in order. Whoever holds a shard's row sends it, so any number of
 * relays share the work. A crash at any point sends a batch again; consumers take each event in once.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly turns = new ShardTurns();
  private shards = SHARDS;
  private readonly lanes = POLLS_MS.map(
    (pollMs) => new WorkLoop({ step: () => this.step(), pollMs, trouble: 'events cannot be sent on: they wait in the outbox' }),
  );

  constructor(
    private readonly config: Config,
    private readonly system: SystemAccess,
    private readonly target: EventRelayTarget,
    private readonly signal: OutboxSignal,
    private readonly direct: DirectListener,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.signal.onWritten(() => this.wake());
    this.direct.on(OUTBOX_CHANNEL, () => this.wake());
    this.target.onOpen(() => this.wake());
    for (const lane of this.lanes) lane.start();
  }

  /** Lets the batches under way end; the rest stays for another process or the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop(DRAIN_MS)));
  }

  private wake(): void {
    for (const lane of this.lanes) lane.wake();
  }

  private async step(): Promise<boolean> {
    if (!this.target.isOpen) return false;
    let sent: number;
    try {
      sent = await this.send(this.shards);
    } catch (error) {
      // It may be for what lies in one of them: for a while fewer go together, so that the others get through.
      this.shards = 1;
      throw error;
    }
    this.shards = Math.min(SHARDS, this.shards * 2);
    // A full batch is a backlog: there is work for every lane.
    if (sent >= BATCH / 2) this.wake();
    return sent > 0;
  }

  private send(most: number): Promise<number> {
    return this.system.run(async (query) => {
      const locked = await query<{ shard: number }>(LOCK_SHARDS, [this.turns.order, most]);
      if (locked.length === 0) return 0;
      const shards = locked.map(({ shard }) => shard);
      this.turns.had(shards);
      const events = await query<StoredEvent>(READ, [shards, Math.ceil(BATCH / shards.length)]);
      if (events.length === 0) return 0;
      await this.keepAlive(query, () => this.target.deliver(events));
      await query(FORGET, [shards, events.map(({ position }) => position)]);
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
