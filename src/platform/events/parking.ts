import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ParkedSignal } from './parked-signal.js';
import type { StoredEvent } from './stored-event.js';

export type ParkReason = 'failing' | 'plugin_failed' | 'plugin_off';

export interface Parked {
  readonly consumer: string;
  readonly reason: ParkReason;
  readonly attempts: number;
  /** Milliseconds from now. */
  readonly retryInMs: number;
  readonly error?: string;
}

const PARK = `
  INSERT INTO core.parked_event
    (consumer, event_id, position, name, topic, key, subject_id, request_id, traceparent, data, occurred_at,
     reason, attempts, next_attempt_at, last_error)
  SELECT $1, e.id, e.position, e.name, e.topic, e.key, e.subject_id, e.request_id, e.traceparent, e.data, e.occurred_at,
         $2, $3, now() + make_interval(secs => $4), $5
  FROM jsonb_to_recordset($6::jsonb) AS e (id uuid, position bigint, name text, topic text, key text, subject_id uuid,
         request_id text, traceparent text, data jsonb, occurred_at timestamptz)
  ON CONFLICT (tenant_id, consumer, event_id) DO NOTHING`;

const WAITING = `
  SELECT event_id AS id, tenant_id, position, name, topic, key, subject_id, request_id, traceparent, data, occurred_at, last_error
  FROM core.parked_event WHERE consumer = $1 AND key = $2 AND reason = 'failing'`;
const LOCK_HEAD = `
  ${WAITING} AND next_attempt_at <= now()
    AND position = (SELECT min(position) FROM core.parked_event WHERE consumer = $1 AND key = $2)
  LIMIT 1 FOR UPDATE SKIP LOCKED`;
const LINE = `${WAITING} ORDER BY position LIMIT $3`;

type Waiting = StoredEvent & { readonly last_error: string | null };

/** The queue of events that wait for their consumer, one line per consumer and key. Works in the open unit of work. */
@Injectable()
export class Parking {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly signal: ParkedSignal,
  ) {}

  async park(events: readonly StoredEvent[], { consumer, reason, attempts, retryInMs, error }: Parked): Promise<void> {
    if (events.length === 0) return;
    await this.uow.em.query(PARK, [consumer, reason, attempts, retryInMs / 1000, error ?? null, JSON.stringify(events)]);
    if (reason === 'failing' && retryInMs === 0) this.uow.afterCommit(() => this.signal.parked());
  }

  /** The keys behind which further events must queue. */
  async blockedKeys(consumer: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.uow.em.query<{ key: string }[]>(
      'SELECT DISTINCT key FROM core.parked_event WHERE consumer = $1 AND key = ANY($2::text[])',
      [consumer, keys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** Claims events for a consumer: answers those it has not had yet. The claim holds if this transaction commits. */
  async takeIn(consumer: string, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.uow.em.query<{ event_id: string }[]>(
      `INSERT INTO core.inbox (consumer, event_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id`,
      [consumer, eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /** What was claimed and not handled, in the same transaction. */
  async giveBack(consumer: string, eventIds: readonly string[]): Promise<void> {
    await this.uow.em.query('DELETE FROM core.inbox WHERE consumer = $1 AND event_id = ANY($2::uuid[])', [consumer, eventIds]);
  }

  /**
   * Locks the first event of a key, if it is due and nobody else is at it, and answers it with up to `limit - 1` of those
   * behind it. One that has failed before comes alone.
   */
  async lockLine(consumer: string, key: string, limit: number): Promise<readonly StoredEvent[]> {
    const [head] = await this.uow.em.query<Waiting[]>(LOCK_HEAD, [consumer, key]);
    if (!head) return [];
    if (limit === 1 || head.last_error !== null) return [head];
    const line = await this.uow.em.query<Waiting[]>(LINE, [consumer, key, limit]);
    const failed = line.findIndex(({ last_error: error }) => error !== null);
    return line.slice(0, failed < 0 ? limit : failed);
  }

  async remove(consumer: string, eventIds: readonly string[]): Promise<void> {
    if (eventIds.length === 0) return;
    await this.uow.em.query('DELETE FROM core.parked_event WHERE consumer = $1 AND event_id = ANY($2::uuid[])', [consumer, eventIds]);
  }

  /** Drops what is queued for a consumer: the tenant has switched its plugin off. */
  async dropAll(consumer: string): Promise<void> {
    await this.uow.em.query('DELETE FROM core.parked_event WHERE consumer = $1', [consumer]);
  }

  async hold(consumer: string, reason: ParkReason): Promise<void> {
    await this.uow.em.query('UPDATE core.parked_event SET reason = $2 WHERE consumer = $1 AND reason <> $2', [consumer, reason]);
  }

  async release(consumer: string): Promise<void> {
    await this.uow.em.query(
      `UPDATE core.parked_event SET reason = 'failing', next_attempt_at = now() WHERE consumer = $1 AND reason <> 'failing'`,
      [consumer],
    );
    this.uow.afterCommit(() => this.signal.parked());
  }

  /** Counts a failure of a parked event and answers how many there are now; 0 when it is no longer there. */
  async failedAgain(consumer: string, eventId: string, error: string): Promise<number> {
    const [rows] = await this.uow.em.query<[{ attempts: number }[], number]>(
      `UPDATE core.parked_event SET attempts = attempts + 1, last_error = $3 WHERE consumer = $1 AND event_id = $2 RETURNING attempts`,
      [consumer, eventId, error],
    );
    return rows[0]?.attempts ?? 0;
  }

  /** Marks an event that takes long, so that it is tried where there is time for it. */
  async setAside(consumer: string, eventId: string): Promise<void> {
    await this.uow.em.query(
      `UPDATE core.parked_event SET last_error = 'Takes long: set aside' WHERE consumer = $1 AND event_id = $2 AND last_error IS NULL`,
      [consumer, eventId],
    );
    this.uow.afterCommit(() => this.signal.parked());
  }

  async postpone(consumer: string, eventId: string, ms: number): Promise<void> {
    await this.uow.em.query(
      `UPDATE core.parked_event SET next_attempt_at = now() + make_interval(secs => $3) WHERE consumer = $1 AND event_id = $2`,
      [consumer, eventId, ms / 1000],
    );
  }
}
