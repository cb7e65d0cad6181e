import assert from 'node:assert/strict';
import { eventually } from '../../../src/testing/eventually.js';
import type { Installation } from './installation.js';
import type { Acknowledged } from './load.js';

export interface Effect {
  readonly consumer: string;
  readonly key: string;
  readonly mark: string;
  readonly n: number;
  readonly process: number;
  readonly at: Date;
}

const count = async (installation: Installation, query: string): Promise<number> =>
  (await installation.control.sql<{ count: number }>(query))[0]?.count ?? 0;

/** Waits until nothing is on its way: neither in the outbox, nor between broker and handler, nor parked. */
export const drained = (installation: Installation, deadlineMs = 60_000): Promise<unknown> =>
  eventually(async () => {
    const waiting = await count(
      installation,
      `SELECT (SELECT count(*) FROM core.outbox) + (SELECT count(*) FROM core.parked_event) AS count`,
    );
    const missing = await count(
      installation,
      `SELECT 2 * (SELECT count(*) FROM busy.work) - (SELECT count(*) FROM busy.effect WHERE consumer IN ('first', 'second')) AS count`,
    );
    return Number(waiting) === 0 && Number(missing) <= 0;
  }, deadlineMs);

/** What was done, in the order of its effects. */
export const effectsOf = (installation: Installation): Promise<Effect[]> =>
  installation.control.sql<Effect>('SELECT consumer, key, mark, n, process, at FROM busy.effect ORDER BY position');

/** What is wrong with the effects of a consumer: marks that took effect twice, that are missing, or out of the order of their key. */
const faultsOf = (effects: readonly Effect[], marks: readonly string[]): Record<'twice' | 'missing' | 'disordered', string[]> => {
  const seen = new Set<string>();
  const twice: string[] = [];
  const disordered: string[] = [];
  const lastOf = new Map<string, number>();
  for (const { key, mark, n } of effects) {
    if (seen.has(mark)) twice.push(mark);
    else if (n !== (lastOf.get(key) ?? 0) + 1) disordered.push(mark);
    seen.add(mark);
    lastOf.set(key, Math.max(n, lastOf.get(key) ?? 0));
  }
  return { twice, missing: marks.filter((mark) => !seen.has(mark)), disordered };
};

const NOTHING = { twice: [], missing: [], disordered: [] };

/**
 * Holds what was acknowledged against the database: each is there, under the id that was told, once; and each consumer of the
 * probe plugin has had each, once, in the order of its key. Answers how many there were.
 */
export const assertKept = async (installation: Installation, acknowledged: readonly Acknowledged[]): Promise<number> => {
  const rows = await installation.control.sql<{ id: string; mark: string }>('SELECT id, mark FROM busy.work');
  const marks = rows.map(({ mark }) => mark);
  assert.equal(new Set(marks).size, marks.length, 'a request had its effect twice');
  const idOf = new Map(rows.map(({ mark, id }) => [mark, id]));
  const lost = acknowledged.filter(({ mark, id }) => idOf.get(mark) !== id);
  assert.deepEqual(lost, [], 'an acknowledged write was lost');
  const effects = await effectsOf(installation);
  for (const consumer of ['first', 'second']) {
    const own = effects.filter((effect) => effect.consumer === consumer);
    assert.deepEqual(faultsOf(own, marks), NOTHING, `effects of ${consumer}`);
  }
  return acknowledged.length;
};
