import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, numbers, prepareEffects, publish } from '../events/fixture.js';
import { TestKafka, WITHOUT_KAFKA } from '../support/kafka.js';

describe('a broker that goes away', { skip: WITHOUT_KAFKA }, () => {
  let kafka: TestKafka;
  let server: TestServer;
  let tenantId: string;
  let consumer: string;

  const health = async (): Promise<{ status: string; message?: string } | undefined> =>
    (await client(server).get('//health')).body.checks.kafka;
  const waiting = async (): Promise<number> => (await server.sql('SELECT 1 FROM core.outbox')).length;
  /** Transactions of the relay that hold a shard now. */
  const relaying = async (): Promise<number> =>
    (
      await server.sql(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lectern:system' AND xact_start < now() - interval '6 seconds'`,
      )
    ).length;
  const allSeen = async (keys: readonly string[], count: number): Promise<void> => {
    const done = await eventually(async () => {
      const rows = (await effects(server, consumer)).filter(({ key }) => keys.includes(key));
      return rows.length >= keys.length * count ? rows : undefined;
    }, 40_000);
    for (const key of keys) {
      assert.deepEqual(
        done.filter((row) => row.key === key).map(({ n }) => n),
        numbers(count),
      );
    }
  };
  /** Publishes without a pause: some of it is under way whenever the broker goes. */
  const load = (keys: readonly string[], count: number): Promise<unknown> =>
    Promise.all(keys.map((key) => publish(server, tenantId, key, ...numbers(count))));

  before(async () => {
    kafka = await TestKafka.start();
    server = await startTestServer({ env: { ...kafka.corner().environment } });
    await prepareEffects(server);
    tenantId = await addTenant(server, 'outage');
    consumer = addConsumer(server, 'Outage.seen');
    await eventually(async () => (await health())?.status === 'up');
  });
  after(async () => {
    await server.close();
    await kafka.stop();
  });

  test('killed with -9 under load and started again: everything once, in order of key', async () => {
    const keys = Array.from({ length: 8 }, () => newId());
    const publishing = load(keys, 40);
    await eventually(async () => (await effects(server, consumer)).length > 20);
    await kafka.kill();
    await publishing;
    await eventually(async () => (await health())?.status === 'degraded');
    assert.equal((await client(server).get('//health/ready')).status, 200);
    const during = Array.from({ length: 4 }, () => newId());
    await load(during, 10);
    assert.ok((await waiting()) >= 40);
    await kafka.restart();
    await allSeen(keys, 40);
    await allSeen(during, 10);
    await eventually(async () => (await waiting()) === 0);
    await eventually(async () => (await health())?.status === 'up');
  });

  test('frozen: it takes requests and answers nothing; the relay stops asking, writes go on, and it all drains afterwards', async () => {
    const keys = Array.from({ length: 4 }, () => newId());
    kafka.freeze();
    try {
      const startedAt = performance.now();
      await load(keys, 10);
      const written = performance.now() - startedAt;
      assert.ok(written < 3000, `writing took ${Math.round(written)} ms`);
      await eventually(async () => (await health())?.status === 'degraded', 12_000);
      await eventually(async () => (await relaying()) === 0);
      assert.equal(await waiting(), 40);
      assert.equal((await client(server).get('//health/ready')).status, 200);
    } finally {
      kafka.thaw();
    }
    await allSeen(keys, 10);
    await eventually(async () => (await waiting()) === 0);
    const again = newId();
    await publish(server, tenantId, again, 1);
    await allSeen([again], 1);
  });
});
