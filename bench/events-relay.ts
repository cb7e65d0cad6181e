import { setTimeout as pause } from 'node:timers/promises';
import { shardOf } from '../src/platform/events/write-outbox.js';
import { newId } from '../src/sdk/ids.js';
import type { House } from './events-house.js';

const KEYS = 400;
const GIVE_UP_MS = 120_000;

/** Puts events into the outbox in one transaction, as if they had been written there while no relay ran. */
export const fillOutbox = async (house: House, events: number): Promise<void> => {
  const keys = Array.from({ length: KEYS }, () => newId());
  const rows = Array.from({ length: events }, (_, index) => ({
    id: newId(),
    key: keys[index % KEYS] ?? '',
    n: 1 + Math.floor(index / KEYS),
  }));
  await house.sql.query(
    `INSERT INTO core.outbox (tenant_id, id, shard, name, topic, key, data)
     SELECT $1, id, shard, 'busy.work-done.v1', 'student-events', key, data
     FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::jsonb[]) WITH ORDINALITY AS given (id, shard, key, data, place) ORDER BY place`,
    [
      house.school.tenantId,
      rows.map(({ id }) => id),
      rows.map(({ key }) => shardOf(key)),
      rows.map(({ key }) => key),
      rows.map(({ id, n }) => JSON.stringify({ mark: id, n, handler_ms: 0, trouble: 'none' })),
    ],
  );
};

const count = async (house: House, query: string): Promise<number> =>
  Number((await house.sql.query<{ count: string }>(query)).rows[0]?.count ?? 0);

const until = async (isSo: () => Promise<boolean>): Promise<number> => {
  for (const startedAt = performance.now(); performance.now() - startedAt < GIVE_UP_MS; await pause(20)) {
    if (await isSo()) return performance.now();
  }
  throw new Error('The events were not handled in time');
};

export interface Drained {
  /** Events a second that left the outbox. */
  readonly relayed: number;
  /** Events a second of which both handlers have had their effect. */
  readonly handled: number;
}

/** From the commit of so many events until none is left in the outbox, and until all have had both their effects. */
export const drain = async (house: House, events: number): Promise<Drained> => {
  await house.sql.query('TRUNCATE busy.effect');
  await fillOutbox(house, events);
  const began = performance.now();
  await house.sql.query(`NOTIFY lectern_outbox`);
  const relayedAt = await until(async () => (await count(house, 'SELECT count(*) FROM core.outbox')) === 0);
  const handledAt = await until(async () => (await count(house, 'SELECT count(*) FROM busy.effect')) >= 2 * events);
  const rate = (at: number): number => events / ((at - began) / 1000);
  return { relayed: rate(relayedAt), handled: rate(handledAt) };
};
