import { Injectable } from '@nestjs/common';
import { SystemAccess } from '../tenancy/system-access.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import { ConsumerRegistry } from './consumer-registry.js';
import type { ParkReason } from './parking.js';

/** A queue in which events of a key wait for a consumer. */
export interface ParkedKey {
  readonly tenant_id: string;
  readonly consumer: string;
  readonly key: string;
  /** Whether its head was tried before. */
  readonly tried: boolean;
}

/** Events of a consumer that wait for its plugin. */
export interface HeldQueue {
  readonly tenant_id: string;
  readonly consumer: string;
  readonly reason: ParkReason;
}

/** Keys of one consumer in one institution that are looked up at once. */
export const KEYS_AT_ONCE = 20;

// Loose index scans: one step per consumer and one per key, however long the queue behind it is. The inner one ends with
// the last key it was asked for.
export const DUE = `
  WITH RECURSIVE line AS (
    (SELECT tenant_id, consumer FROM core.parked_event WHERE reason = 'failing' ORDER BY tenant_id, consumer LIMIT 1)
    UNION ALL
    SELECT n.* FROM line l, LATERAL (
      SELECT tenant_id, consumer FROM core.parked_event p
      WHERE reason = 'failing' AND (p.tenant_id, p.consumer) > (l.tenant_id, l.consumer) ORDER BY tenant_id, consumer LIMIT 1) n
  )
  SELECT line.tenant_id, line.consumer, due.key, due.tried FROM line, LATERAL (
    WITH RECURSIVE head AS (
      (SELECT p.key, p.next_attempt_at, p.last_error FROM core.parked_event p
       WHERE p.reason = 'failing' AND p.tenant_id = line.tenant_id AND p.consumer = line.consumer ORDER BY p.key, p.position LIMIT 1)
      UNION ALL
      SELECT n.* FROM head h, LATERAL (
        SELECT p.key, p.next_attempt_at, p.last_error FROM core.parked_event p
        WHERE p.reason = 'failing' AND p.tenant_id = line.tenant_id AND p.consumer = line.consumer AND p.key > h.key
        ORDER BY p.key, p.position LIMIT 1) n
    )
    SELECT key, last_error IS NOT NULL AS tried FROM head WHERE next_attempt_at <= now() LIMIT ${KEYS_AT_ONCE}
  ) due
  WHERE line.consumer = ANY($1::text[])`;

export const HELD = `
  WITH RECURSIVE held AS (
    (SELECT tenant_id, consumer, reason FROM core.parked_event WHERE reason <> 'failing' ORDER BY tenant_id, consumer LIMIT 1)
    UNION ALL
    SELECT n.* FROM held h, LATERAL (
      SELECT tenant_id, consumer, reason FROM core.parked_event p
      WHERE reason <> 'failing' AND (p.tenant_id, p.consumer) > (h.tenant_id, h.consumer) ORDER BY tenant_id, consumer LIMIT 1) n
  )
  SELECT tenant_id, consumer, reason FROM held WHERE consumer = ANY($1::text[])`;

/** What lies parked for the consumers of this process, across all institutions. */
@Injectable()
export class ParkedQueues {
  constructor(
    private readonly system: SystemAccess,
    private readonly consumers: ConsumerRegistry,
    private readonly breakers: ConsumerBreakers,
  ) {}

  /** Keys whose head may be tried now, of consumers that are not parked whole. */
  due(): Promise<readonly ParkedKey[]> {
    return this.read(
      DUE,
      this.consumers.ids.filter((id) => this.breakers.pauseOf(id) === 0),
    );
  }

  /** What waits for a plugin. */
  held(): Promise<readonly HeldQueue[]> {
    return this.read(HELD, this.consumers.ids);
  }

  private async read<R>(sql: string, consumers: readonly string[]): Promise<readonly R[]> {
    if (consumers.length === 0) return [];
    return this.system.run((query) => query<R>(sql, [consumers]));
  }
}
