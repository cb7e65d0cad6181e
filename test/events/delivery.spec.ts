import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { OutboxSignal } from '../../src/platform/events/outbox-signal.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, assertEachOnceInOrder, effects, hurry, numbers, prepareEffects, probed, publish } from './fixture.js';

describe('events reach their consumers', () => {
  let server: TestServer;
  let alpha: string;
  let beta: string;

  before(async () => {
    server = await startTestServer();
    await prepareEffects(server);
    alpha = await addTenant(server, 'alpha');
    beta = await addTenant(server, 'beta');
  });
  after(() => server.close());

  test('each consumer has every event once, in order of key, in the tenant it belongs to', () =>
    assertEachOnceInOrder(server, [alpha, beta]));

  test('a rolled back transaction leaves no event', async () => {
    const uow = server.get(UnitOfWork);
    const consumer = addConsumer(server, 'Rollback.seen');
    const key = newId();
    await assert.rejects(
      runForTenant(alpha, () =>
        uow.run(() => {
          uow.publish(probed, { key, data: { n: 1 } });
          return Promise.reject(new Error('changed my mind'));
        }),
      ),
      /changed my mind/,
    );
    await publish(server, alpha, key, 2);
    const done = await eventually(async () => {
      const rows = await effects(server, consumer);
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual(
      done.map(({ n }) => n),
      [2],
    );
  });

  test('an event larger than 256 kB, or of another shape, is refused where it is published, and nothing is written', async () => {
    const uow = server.get(UnitOfWork);
    const consumer = addConsumer(server, 'Size.seen');
    const attempt = (data: object) =>
      runForTenant(alpha, () =>
        uow.run(async (em) => {
          await em.query(`INSERT INTO probe.effect (consumer, key, n) VALUES ('core:Size.written', 'size', 1)`);
          uow.publish(probed, { key: 'size', data: data as { n: number } });
        }),
      );
    await assert.rejects(
      attempt({ n: 1, by: 'x'.repeat(256_000) }),
      /The event probe\.thing-done\.v1 carries 2560\d\d bytes; it may be 256000/,
    );
    await assert.rejects(attempt({ n: 'one' }), /The event probe\.thing-done\.v1 does not fit its schema/);
    assert.deepEqual(await effects(server, 'core:Size.written'), []);
    await attempt({ n: 2, by: 'x'.repeat(255_000) });
    assert.equal((await effects(server, 'core:Size.written')).length, 1);
    const done = await eventually(async () => {
      const rows = await effects(server, consumer);
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual(
      done.map(({ n }) => n),
      [2],
    );
  });

  test('a failing handler parks its key, and nothing else', async () => {
    let broken = true;
    const poisoned = newId();
    const healthy = newId();
    const failing = addConsumer(server, 'Poison.some', ({ key }) => {
      if (broken && key === poisoned) throw new Error('I cannot');
    });
    const other = addConsumer(server, 'Poison.other');
    await publish(server, alpha, poisoned, 1, 2, 3);
    await publish(server, alpha, healthy, 1, 2, 3);
    await publish(server, beta, healthy, 1);
    await eventually(async () => (await effects(server, other)).length === 7);
    await eventually(async () => (await effects(server, failing)).length === 4);
    const parked = await eventually(async () => {
      const rows = await server.sql<{ key: string; tenant_id: string; last_error: string; attempts: number }>(
        'SELECT key, tenant_id, last_error, attempts FROM core.parked_event WHERE consumer = $1 ORDER BY position',
        [failing],
      );
      return rows.length === 3 ? rows : undefined;
    });
    assert.ok(parked.every((row) => row.key === poisoned && row.tenant_id === alpha));
    assert.equal(parked[0]?.last_error, 'Error: I cannot');
    broken = false;
    await hurry(server);
    const done = await eventually(async () => {
      const rows = (await effects(server, failing)).filter(({ key }) => key === poisoned);
      return rows.length === 3 ? rows : undefined;
    });
    assert.deepEqual(
      done.map(({ n }) => n),
      [1, 2, 3],
    );
    await eventually(async () => (await server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1', [failing])).length === 0);
  });

  test('a handler that is too slow parks its key and leaves no half of its work', async () => {
    let slow = true;
    const release: (() => void)[] = [];
    const stuck = newId();
    const consumer = addConsumer(server, 'Slow.handler', async ({ key }) => {
      if (slow && key === stuck) await new Promise<void>((resolve) => release.push(resolve));
    });
    const other = addConsumer(server, 'Slow.other');
    await publish(server, alpha, stuck, 1, 2);
    await publish(server, alpha, newId(), 1);
    await eventually(async () => (await effects(server, other)).length === 3);
    await eventually(
      async () => (await server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1', [consumer])).length === 2,
      15_000,
    );
    const before = await effects(server, consumer);
    assert.ok(before.every(({ key }) => key !== stuck));
    slow = false;
    release.forEach((resolve) => resolve());
    await hurry(server);
    const done = await eventually(async () => {
      const rows = (await effects(server, consumer)).filter(({ key }) => key === stuck);
      return rows.length >= 2 ? rows : undefined;
    });
    assert.deepEqual(
      done.map(({ n }) => n),
      [1, 2],
    );
  });

  test('after its last attempt an event is a dead letter, and its key goes on', async () => {
    const key = newId();
    const consumer = addConsumer(server, 'Dead.letters', ({ data, key: at }) => {
      if (at === key && data.n === 1) throw new Error('never');
    });
    await publish(server, alpha, key, 1, 2);
    await eventually(async () => {
      await hurry(server);
      return (await server.sql('SELECT 1 FROM core.dead_letter WHERE consumer = $1', [consumer])).length === 1;
    });
    const done = await eventually(async () => {
      const rows = await effects(server, consumer);
      return rows.length === 1 ? rows : undefined;
    });
    assert.equal(done[0]?.n, 2);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1', [consumer])).length === 0);
  });

  test('an event that does not fit its schema, and one that nobody knows, are kept as dead letters', async () => {
    const consumer = addConsumer(server, 'Schema.strict');
    const put = (name: string, data: object) =>
      server.sql(
        `INSERT INTO core.outbox (tenant_id, id, shard, name, topic, key, data) VALUES ($1, $2, 3, $3, 'system-events', 'k', $4)`,
        [alpha, newId(), name, JSON.stringify(data)],
      );
    await put(probed.name, { n: 'not a number' });
    await put('probe.thing-done.v99', { n: 1 });
    server.get(OutboxSignal).written();
    const buried = await eventually(async () => {
      const rows = await server.sql<{ consumer: string; name: string }>(
        `SELECT consumer, name FROM core.dead_letter WHERE consumer = $1 OR consumer = 'core:unknown-event' ORDER BY name`,
        [consumer],
      );
      return rows.length === 2 ? rows : undefined;
    });
    assert.deepEqual(
      buried.map(({ name }) => name),
      ['probe.thing-done.v1', 'probe.thing-done.v99'],
    );
    assert.deepEqual(await effects(server, consumer), []);
  });

  test('events that arrive twice take effect once', async () => {
    const consumer = addConsumer(server, 'Twice.once');
    const id = newId();
    const put = () =>
      server.sql(
        `INSERT INTO core.outbox (tenant_id, id, shard, name, topic, key, data) VALUES ($1, $2, 5, $3, 'system-events', 'twice', '{"n": 7}')`,
        [beta, id, probed.name],
      );
    for (let time = 0; time < 2; time += 1) {
      await put();
      server.get(OutboxSignal).written();
      await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox WHERE id = $1', [id])).length === 0);
    }
    assert.equal((await effects(server, consumer)).filter(({ key }) => key === 'twice').length, 1);
  });

  test('a consumer that fails whatever the key is parked whole and reported, and its events keep their attempts', async () => {
    let broken = true;
    const consumer = addConsumer(server, 'Broken.whole', () => {
      if (broken) throw new Error('nothing works');
    });
    const keys = numbers(40).map((n) => `whole-${n}`);
    for (const key of keys) await publish(server, alpha, key, 1);
    const report = async () => (await client(server).get('//health')).body;
    await eventually(async () => (await report()).checks.events.status === 'degraded');
    await eventually(async () => (await server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1', [consumer])).length === 40);
    const [untried] = await server.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM core.parked_event WHERE consumer = $1 AND attempts = 0',
      [consumer],
    );
    assert.ok((untried?.n ?? 0) > 0, 'every event was tried although none can succeed');
    broken = false;
    const done = await eventually(async () => {
      await hurry(server);
      const rows = await effects(server, consumer);
      return rows.length === 40 ? rows : undefined;
    });
    assert.equal(new Set(done.map(({ key }) => key)).size, 40);
  });
});
