import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { NOTIFICATIONS_AFTER } from '../../src/domains/notifications/notification-sql.js';
import { runForTenant, type SqlQuery } from '../../src/platform/context/request-context.js';
import { type LastWriter, LastWrites } from '../../src/platform/database/last-writes.js';
import { Notifications } from '../../src/sdk/notifications.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { numbered } from './support.js';

const PEOPLE = 5;

interface Transaction {
  /** Whom it tells something, perhaps several times, in this order. */
  readonly people: readonly number[];
  /** How long it keeps its locks, in milliseconds. */
  readonly linger: number;
  readonly rollback: boolean;
}

const transaction: fc.Arbitrary<Transaction> = fc.record({
  people: fc.array(fc.nat(PEOPLE - 1), { minLength: 1, maxLength: 7 }),
  linger: fc.constantFrom(0, 0, 1, 4),
  rollback: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});
/** What each of several writers does, one transaction after the other. */
const writers = fc.array(fc.array(transaction, { minLength: 8, maxLength: 20 }), { minLength: 4, maxLength: 6 });

/** Holds what was locked before, as a slow commit would. */
class Lingering implements LastWriter<number> {
  async write(query: SqlQuery, times: readonly number[]): Promise<void> {
    await query('SELECT pg_sleep($1)', [Math.max(...times) / 1000]);
  }
}

describe('offsets of notifications', () => {
  let servers: readonly [TestServer, TestServer];
  let world: World;
  const lingering = new Lingering();

  before(async () => {
    const first = await startTestServer({ plugins: [] });
    servers = [first, await startTestServer({ plugins: [], database: first.database })];
    world = await twoTenants(first);
  });
  after(async () => {
    await servers[1].close();
    await servers[0].close();
  });

  const write = async (server: TestServer, tenantId: string, people: readonly string[], { linger, ...given }: Transaction) => {
    const done = runForTenant(tenantId, () =>
      server.get(UnitOfWork).run(async () => {
        for (const one of given.people) server.get(Notifications).send(people[one] ?? '', numbered, { n: one });
        server.get(LastWrites).add(lingering, linger);
        if (given.rollback) server.get(LastWrites).add({ write: () => Promise.reject(new Error('rolled back')) }, undefined);
      }),
    );
    await (given.rollback ? assert.rejects(done, /rolled back/) : done);
  };

  /** Reads on from what it saw last, until everything is written and one more reading finds nothing. */
  const follow = async (server: TestServer, tenantId: string, userId: string, isOver: () => boolean): Promise<number[]> => {
    const seen: number[] = [];
    for (let over = false; ;) {
      const rows = await runForTenant(tenantId, () =>
        server.get(UnitOfWork).query<{ offset: string }>(NOTIFICATIONS_AFTER, [userId, seen.at(-1) ?? 0, false, 3]),
      );
      seen.push(...rows.map(({ offset }) => Number(offset)));
      if (rows.length === 0 && over) return seen;
      over = isOver();
    }
  };

  const deadlocks = async (): Promise<number> => {
    const [row] = await servers[0].sql<{ deadlocks: string }>('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
    return Number(row?.deadlocks);
  };

  it('never appear behind what was read, for readers and writers of several processes, with rollbacks and several people at once', async () => {
    const before = await deadlocks();
    const followed = fc.asyncProperty(writers, fc.boolean(), async (plan, inBeta) => {
      const school = inBeta ? world.beta : world.alpha;
      const people = await Promise.all(Array.from({ length: PEOPLE }, () => addPerson(servers[0], school, 'student')));
      const ids = people.map(({ id }) => id);
      let over = false;
      const reading = ids.map((id, index) => follow(servers[index % 2 === 0 ? 0 : 1], school.id, id, () => over));
      const writing = plan.map(async (transactions, index) => {
        for (const one of transactions) await write(servers[index % 2 === 0 ? 0 : 1], school.id, ids, one);
      });
      await Promise.all(writing).finally(() => (over = true));
      const told = plan.flat().filter(({ rollback }) => !rollback);
      for (const [index, seen] of (await Promise.all(reading)).entries()) {
        const expected = told.flatMap(({ people: some }) => some).filter((one) => one === index).length;
        // rollbacks give back what they took, so nothing is missing at all
        assert.deepEqual(
          seen,
          Array.from({ length: expected }, (_, n) => n + 1),
        );
      }
    });
    await fc.assert(followed, { numRuns: 3, endOnFailure: true });
    await servers[0].sql('SELECT pg_stat_force_next_flush()').catch(() => undefined);
    assert.equal(await deadlocks(), before);
  });
});
