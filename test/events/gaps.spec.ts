import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, prepareEffects, publish } from './fixture.js';
import { eventPaths } from '../faults/harness/event-paths.js';

const TEN_SECONDS = 10_000;
const LOAD_MS = 3000;
const EVERY_MS = 50;
const UNTROUBLED_MS = 1000;
/**
 * The figure is one second, and is measured among the faults, with processes of their own. Here a machine may be busy with other
 * tests: it may take so much longer than without the trouble, which is still far less than the slow handler takes.
 */
const LONGEST_WAIT_MS = 5000;

/** When each event was published and when a consumer had it, both by this process's clock. */
class Watch {
  private readonly published = new Map<string, number>();
  private readonly latest = new Map<string, number>();

  /** From here on anew. */
  reset(): void {
    for (const kept of [this.published, this.latest]) kept.clear();
  }

  sent(event: string): void {
    this.published.set(event, performance.now());
  }

  seen(consumer: string, event: string): void {
    const now = performance.now();
    this.latest.set(`${consumer} ${event}`, now - (this.published.get(event) ?? now));
  }

  longestWait(consumer: string): number {
    return Math.max(...[...this.latest].filter(([id]) => id.startsWith(`${consumer} `)).map(([, ms]) => ms));
  }
}

for (const path of eventPaths) {
  describe(`a poison event and a handler of ten seconds, ${path.name}`, { skip: path.skip }, () => {
    let server: TestServer;
    let tenants: string[];

    before(async () => {
      server = await startTestServer({ env: { ...(await path.open()), LECTERN_DATABASE_POOL_SIZE: '20' } });
      await prepareEffects(server);
      tenants = [await addTenant(server, 'alpha'), await addTenant(server, 'beta')];
    });
    after(() => server.close());

    test('make no other consumer, key or institution wait for them, and cost nobody the order', async (context) => {
      const uow = server.get(UnitOfWork);
      const watch = new Watch();
      const idOf = (event: { tenantId: string; key: string; data: { n: number } }) => `${event.tenantId} ${event.key} ${event.data.n}`;
      const watched = (consumer: string, then: (id: string) => Promise<unknown> | undefined = () => undefined) =>
        addConsumer(server, consumer, async (event) => {
          const id = idOf(event);
          await then(id);
          watch.seen(`core:${consumer}`, id);
        });
      const [alpha = '', beta = ''] = tenants;
      const others = ['Other.one', 'Other.two'].map((consumer) => watched(consumer));
      const keys = [...Array.from({ length: 7 }, (_, index) => `key ${index}`), 'poison', 'slow'];
      let count = 0;
      const load = async (forMs: number): Promise<void> => {
        for (const started = performance.now(); performance.now() - started < forMs;) {
          count += 1;
          for (const [tenant, key] of tenants.flatMap((each) => keys.map((of) => [each, of] as const))) {
            watch.sent(`${tenant} ${key} ${count}`);
            await publish(server, tenant, key, count);
          }
          await pause(EVERY_MS);
        }
      };
      const arrived = async (consumers: readonly string[], events: number): Promise<void> => {
        for (const consumer of consumers) await eventually(async () => (await effects(server, consumer)).length === events);
      };

      // The consumers of a broker have to find together first.
      await load(1);
      await arrived(others, count * keys.length * tenants.length);
      watch.reset();
      await load(UNTROUBLED_MS);
      await arrived(others, count * keys.length * tenants.length);
      const usual = Math.max(...others.map((consumer) => watch.longestWait(consumer)));
      watch.reset();
      const before = count;
      const first = (key: string) => `${alpha} ${key} ${before + 1}`;
      const poison = watched('Plugin.poison', (id) => (id === first('poison') ? Promise.reject(new Error('cannot')) : undefined));
      const once = watched('Plugin.once', (id) => (id === first('slow') ? uow.em.query('SELECT pg_sleep(10)') : undefined));
      addConsumer(server, 'Plugin.always', () => pause(TEN_SECONDS, undefined, { ref: false }));
      await load(LOAD_MS);
      const since = count - before;
      const each = keys.length * tenants.length;
      await arrived(others, count * each);
      await arrived([poison, once], since * (each - 1));

      for (const consumer of [...others, poison, once]) {
        const done = await effects(server, consumer);
        const from = others.includes(consumer) ? 0 : before;
        for (const [tenant, key] of tenants.flatMap((school) => keys.map((of) => [school, of] as const))) {
          const numbers = done.filter((row) => row.tenant_id === tenant && row.key === key).map(({ n }) => n);
          const expected = Array.from({ length: count - from }, (_, index) => from + index + 1);
          const parked = tenant === alpha && ((consumer === poison && key === 'poison') || (consumer === once && key === 'slow'));
          assert.deepEqual(numbers, parked ? [] : expected, `${consumer}: ${key} of ${tenant === beta ? 'beta' : 'alpha'}`);
        }
        const wait = Math.round(watch.longestWait(consumer));
        context.diagnostic(`${consumer}: longest wait ${wait} ms`);
        assert.ok(wait <= LONGEST_WAIT_MS + 2 * usual, `${consumer}: longest wait ${wait} ms, ${Math.round(usual)} ms without the trouble`);
      }
    });
  });
}
