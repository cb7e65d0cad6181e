import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { testDatabase, type TestDatabase } from '../../src/testing/test-database.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { eventPaths } from '../faults/harness/event-paths.js';
import { addConsumer, addTenant, effects, hurry, prepareEffects, probed } from './fixture.js';

const CONSUMERS = ['Chaos.first', 'Chaos.second'] as const;
const KEYS = 4;

const often = (value: number, weight: number) => ({ weight, arbitrary: fc.constant(value) });

/** What a handler does with an event before it takes it in. */
const trouble = fc.record({
  failures: fc.oneof(often(0, 8), often(1, 1), often(2, 1)),
  slowMs: fc.oneof(often(0, 24), often(50, 3), often(400, 1), often(700, 1)),
  sql: fc.boolean(),
});
const step = fc.record({
  tenant: fc.nat(1),
  key: fc.nat(KEYS - 1),
  first: trouble,
  second: trouble,
  pauseMs: fc.constantFrom(0, 0, 0, 5, 30),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** After how many events what happens to the process. */
const incident = fc.record({ after: fc.nat(60), what: fc.constantFrom('restart', 'cut') });

for (const path of eventPaths) {
  describe(`events under random failures, slow runs and restarts, ${path.name}`, { skip: path.skip }, () => {
    let database: TestDatabase;
    let env: NodeJS.ProcessEnv;
    let server: TestServer;
    let tenants: string[];
    let run = 0;
    /** What is to happen to each event, by consumer; and how often it was tried. */
    const plans = new Map<string, Step>();
    const tries = new Map<string, number>();

    const addConsumers = (get: TestServer['get']): void => {
      for (const [index, consumer] of CONSUMERS.entries()) {
        addConsumer({ get }, consumer, async ({ tenantId, key, data }) => {
          const id = `${tenantId} ${key} ${data.n}`;
          const plan = plans.get(id)?.[index === 0 ? 'first' : 'second'];
          if (!plan) return;
          const tried = (tries.get(`${consumer} ${id}`) ?? 0) + 1;
          tries.set(`${consumer} ${id}`, tried);
          if (plan.slowMs > 0 && plan.sql) await get(UnitOfWork).em.query(`SELECT pg_sleep($1)`, [plan.slowMs / 1000]);
          else if (plan.slowMs > 0) await pause(plan.slowMs);
          if (tried <= plan.failures) throw new Error(`trouble ${tried} of ${plan.failures}`);
        });
      }
    };
    const start = async (): Promise<void> => {
      server = await startTestServer({ database, env, beforeStart: addConsumers });
    };
    before(async () => {
      database = await testDatabase();
      env = await path.open();
      await start();
      await prepareEffects(server);
      tenants = [await addTenant(server, 'alpha'), await addTenant(server, 'beta')];
    });
    after(async () => {
      await server.close();
      await database.drop();
    });

    const happen = async (what: string): Promise<void> => {
      if (what === 'restart') {
        await server.close();
        await start();
      } else if (what === 'cut') {
        await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name IN ('lectern:system', 'lectern:listen')`);
      }
    };

    const publish = (tenantId: string, key: string, n: number): Promise<void> => {
      const uow = server.get(UnitOfWork);
      return runForTenant(tenantId, () => uow.run(() => Promise.resolve(uow.publish(probed, { key, data: { n } }))));
    };

    test('take effect exactly once per consumer, in order of key', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 30, maxLength: 60 }),
          fc.array(incident, { maxLength: 2 }),
          async (steps, incidents) => {
            run += 1;
            const counts = new Map<string, number>();
            for (const [index, each] of steps.entries()) {
              for (const { what } of incidents.filter(({ after: at }) => at === index)) await happen(what);
              const [tenant, key] = [tenants[each.tenant] ?? '', `${run}:${each.key}`];
              const n = (counts.get(`${tenant} ${key}`) ?? 0) + 1;
              counts.set(`${tenant} ${key}`, n);
              plans.set(`${tenant} ${key} ${n}`, each);
              await publish(tenant, key, n);
              await pause(each.pauseMs);
            }
            for (const consumer of CONSUMERS) {
              const own = async () => (await effects(server, `core:${consumer}`)).filter(({ key }) => key.startsWith(`${run}:`));
              await eventually(async () => {
                await hurry(server);
                return (await own()).length >= steps.length;
              }, 60_000);
              const byKey = Map.groupBy(await own(), ({ tenant_id: tenant, key }) => `${tenant} ${key}`);
              const numbers = Object.fromEntries([...byKey].map(([id, rows]) => [id, rows.map(({ n }) => n)]));
              const expected = [...counts].map(([id, count]) => [id, Array.from({ length: count }, (_, index) => index + 1)]);
              assert.deepEqual(numbers, Object.fromEntries(expected));
            }
          },
        ),
        { numRuns: 2, endOnFailure: true, includeErrorInReport: true },
      );
      assert.ok(await path.wasUsed());
      const [buried] = await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM core.dead_letter');
      assert.equal(buried?.n, 0);
      await eventually(async () => (await server.sql('SELECT 1 FROM core.parked_event')).length === 0);
    });
  });
}
