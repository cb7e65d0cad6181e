import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Message } from 'kafkajs';
import { EventRelayTarget } from '../../src/platform/events/event-delivery.js';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, assertEachOnceInOrder, effects, hurry, prepareEffects, publish } from '../events/fixture.js';
import { type KafkaCorner, sharedKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { probeMessage } from './messages.js';
import { OutsideClient } from './outside-client.js';

const TOPIC = 'system-events';

describe('events through Kafka', { skip: WITHOUT_KAFKA }, () => {
  let corner: KafkaCorner;
  let server: TestServer;
  let outside: OutsideClient;
  let alpha: string;
  let beta: string;

  before(async () => {
    corner = await sharedKafka();
    server = await startTestServer({ env: { ...corner.environment } });
    outside = await new OutsideClient(corner).open();
    await prepareEffects(server);
    alpha = await addTenant(server, 'alpha');
    beta = await addTenant(server, 'beta');
    await eventually(async () => (await client(server).get('//health')).body.checks.kafka?.status === 'up');
  });
  after(async () => {
    await server.close();
    await outside.close();
  });

  const of = async (consumer: string, key: string): Promise<number[]> =>
    (await effects(server, consumer)).filter((row) => row.key === key).map(({ n }) => n);

  /** How many messages of the topic the group has committed. */
  const committed = async (): Promise<bigint> => {
    const [topic] = await outside.admin.fetchOffsets({ groupId: corner.group, topics: [corner.prefix + TOPIC] });
    return (topic?.partitions ?? []).reduce((sum, { offset }) => sum + (BigInt(offset) > 0n ? BigInt(offset) : 0n), 0n);
  };
  const ends = async (): Promise<bigint> =>
    (await outside.admin.fetchTopicOffsets(corner.prefix + TOPIC)).reduce((sum, { high }) => sum + BigInt(high), 0n);
  const allCommitted = () => eventually(async () => (await committed()) === (await ends()));
  const passedOver = async (reason: string): Promise<number> => {
    const { text } = await client(server).get('//metrics');
    return Number(new RegExp(`^lectern_kafka_unreadable_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  };

  test('each consumer has every event once, in order of key, in the tenant it belongs to', async () => {
    await assertEachOnceInOrder(server, [alpha, beta], 20_000);
    await allCommitted();
  });

  test('a failing handler parks its key, and nothing else', async () => {
    let broken = true;
    const [poisoned, healthy] = [newId(), newId()];
    const failing = addConsumer(server, 'Poison.some', ({ key }) => {
      if (broken && key === poisoned) throw new Error('I cannot');
    });
    const other = addConsumer(server, 'Poison.other');
    await publish(server, alpha, poisoned, 1, 2, 3);
    await publish(server, alpha, healthy, 1, 2, 3);
    await eventually(async () => (await of(other, poisoned)).length === 3 && (await of(other, healthy)).length === 3);
    await eventually(async () => (await of(failing, healthy)).length === 3);
    // The messages are worked off: what failed is in the database's keeping now.
    await allCommitted();
    assert.deepEqual(await of(failing, poisoned), []);
    assert.equal((await server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1 AND key = $2', [failing, poisoned])).length, 3);
    broken = false;
    await eventually(async () => {
      await hurry(server);
      return (await of(failing, poisoned)).length === 3;
    });
    assert.deepEqual(await of(failing, poisoned), [1, 2, 3]);
  });

  test('what comes twice, and what comes late, has its effect once', async () => {
    const consumer = addConsumer(server, 'Twice.seen');
    const [key, marker] = [newId(), newId()];
    const [one, two, three] = [1, 2, 3].map((n) => probeMessage({ tenantId: alpha, key, n, position: 1000 + n }));
    assert.ok(one && two && three);
    await outside.write(TOPIC, one, one, three, one);
    await outside.write(TOPIC, two, three, two, one);
    const bare = { key: undefined, position: undefined };
    await outside.write(TOPIC, probeMessage({ tenantId: alpha, key, n: 4, position: 0, headers: bare }));
    await eventually(async () => (await of(consumer, key)).length === 4);
    await publish(server, alpha, marker, 1);
    await eventually(async () => (await of(consumer, marker)).length === 1);
    await allCommitted();
    assert.deepEqual((await of(consumer, key)).sort(), [1, 2, 3, 4]);
  });

  test('what is no event of ours is counted and passed over, and what comes behind it is handled', async () => {
    const consumer = addConsumer(server, 'Unreadable.seen');
    const key = newId();
    const stranger = newId();
    const good = (n: number): Message => probeMessage({ tenantId: alpha, key, n, position: 2000 + n });
    const hostile: readonly (readonly [string, Message])[] = [
      ['headers', { key: `${alpha}:${key}`, value: '{"n":100}' }],
      ['headers', { ...good(100), headers: { ...good(100).headers, tenant_id: 'alpha' } }],
      ['headers', { ...good(100), headers: { ...good(100).headers, position: '-1' } }],
      ['json', { ...good(100), value: 'not JSON' }],
      ['json', { ...good(100), value: Buffer.from([0x7b, 0xff, 0x7d]) }],
      ['json', { ...good(100), value: '{"n":100,"by":"\\u0000"}' }],
      ['size', { ...good(100), value: null }],
      // The tenant of one, with the key of another.
      ['key', { ...probeMessage({ tenantId: beta, key, n: 100, position: 2100 }), key: `${alpha}:${key}` }],
      ['tenant', probeMessage({ tenantId: stranger, key, n: 100, position: 2100 })],
    ];
    const before = new Map(
      await Promise.all([...new Set(hostile.map(([reason]) => reason))].map(async (reason) => [reason, await passedOver(reason)] as const)),
    );
    await outside.write(TOPIC, good(1), ...hostile.map(([, message]) => message), good(2));
    await eventually(async () => (await of(consumer, key)).length === 2);
    await allCommitted();
    assert.deepEqual(await of(consumer, key), [1, 2]);
    for (const [reason, count] of before) {
      assert.equal((await passedOver(reason)) - count, hostile.filter(([why]) => why === reason).length, reason);
    }
    const elsewhere = await server.sql('SELECT 1 FROM probe.effect WHERE n = 100 UNION ALL SELECT 1 FROM core.dead_letter');
    assert.deepEqual(elsewhere, []);
  });

  test('an event of a kind or version that nobody here knows is kept as a dead letter of its tenant', async () => {
    const key = newId();
    const message = (headers: Record<string, string | undefined>): Message =>
      probeMessage({ tenantId: beta, key, n: 1, position: 3000, headers });
    await outside.write(
      TOPIC,
      message({ event_type: 'probe.thing-done.v99', schema_version: '99' }),
      message({ schema_version: '77' }),
      message({ event_type: 'never.heard-of.v1' }),
      // What the contract names, and a version that is none.
      message({ schema_version: '2.0', key: undefined, position: undefined }),
    );
    const letters = await eventually(async () => {
      const rows = await server.sql<{ name: string; tenant_id: string; topic: string }>(
        'SELECT name, tenant_id, topic FROM core.dead_letter WHERE key = $1 ORDER BY name',
        [key],
      );
      return rows.length === 4 ? rows : undefined;
    });
    assert.deepEqual(
      letters.map(({ name }) => name),
      ['never.heard-of.v1', 'probe.thing-done.v2.0', 'probe.thing-done.v77', 'probe.thing-done.v99'],
    );
    assert.ok(letters.every((letter) => letter.tenant_id === beta && letter.topic === TOPIC));
    await allCommitted();
  });

  test('one that does not fit its schema is a dead letter, and its key goes on', async () => {
    const consumer = addConsumer(server, 'Shape.seen');
    const key = newId();
    const wrong = { ...probeMessage({ tenantId: alpha, key, n: 1, position: 4001 }), value: '{"n":"one"}' };
    await outside.write(TOPIC, wrong, probeMessage({ tenantId: alpha, key, n: 2, position: 4002 }));
    await eventually(async () => (await of(consumer, key)).length === 1);
    const letters = await server.sql<{ consumer: string }>('SELECT consumer FROM core.dead_letter WHERE key = $1 AND consumer = $2', [
      key,
      consumer,
    ]);
    assert.equal(letters.length, 1);
  });

  test('offsets are committed when every consumer has done, parked or refused, not before', async () => {
    const release: (() => void)[] = [];
    let held = true;
    const slow = addConsumer(server, 'Offsets.slow', async () => {
      if (held) await new Promise<void>((resolve) => release.push(resolve));
    });
    const quick = addConsumer(server, 'Offsets.quick');
    await allCommitted();
    const from = await committed();
    const key = newId();
    await publish(server, alpha, key, 1);
    await eventually(() => release.length > 0);
    const seen = await eventually(async () => {
      const now = await committed();
      const taken = await server.sql<{ consumer: string }>(
        `SELECT consumer FROM core.inbox i WHERE consumer = ANY($1) AND event_id IN (SELECT event_id FROM core.inbox WHERE consumer = $2)
         UNION SELECT consumer FROM core.parked_event WHERE consumer = ANY($1) AND key = $3`,
        [[slow, quick], quick, key],
      );
      return now > from ? taken : undefined;
    });
    assert.ok(seen.some(({ consumer }) => consumer === slow) && seen.some(({ consumer }) => consumer === quick));
    held = false;
    for (const go of release) go();
    await eventually(async () => {
      await hurry(server);
      return (await of(slow, key)).length === 1;
    });
    assert.deepEqual([await of(slow, key), await of(quick, key)], [[1], [1]]);
  });

  test('what was sent is settled when it is committed: whoever erases a person waits for that', async () => {
    const release: (() => void)[] = [];
    let held = true;
    const consumer = addConsumer(server, 'Settled.slow', async ({ key }) => {
      if (held && key === slowly) await new Promise<void>((resolve) => release.push(resolve));
    });
    const slowly = newId();
    const target = server.get(EventRelayTarget);
    await target.settled();
    await publish(server, alpha, slowly, 1);
    await eventually(() => release.length > 0);
    await target.settled();
    const kept = await server.sql(
      `SELECT 1 FROM core.parked_event WHERE consumer = $1 AND key = $2 UNION ALL SELECT 1 FROM probe.effect WHERE consumer = $1 AND key = $2`,
      [consumer, slowly],
    );
    assert.ok(kept.length > 0);
    held = false;
    for (const go of release) go();
    await eventually(async () => {
      await hurry(server);
      return (await of(consumer, slowly)).length === 1;
    });
  });

  test('while the database is away nothing is committed; then it goes on, once', async () => {
    const consumer = addConsumer(server, 'Database.seen');
    const [key, second] = [newId(), newId()];
    await allCommitted();
    const from = await committed();
    const connect = (may: boolean) => server.sql('UPDATE pg_database SET datallowconn = $1 WHERE datname = current_database()', [may]);
    await connect(false);
    try {
      await server.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lectern%'`,
      );
      await outside.write(TOPIC, ...[1, 2, 3].map((n) => probeMessage({ tenantId: alpha, key, n, position: 5000 + n })));
      await eventually(async () => (await client(server).get('//health/ready')).status === 503);
      assert.equal(await committed(), from);
    } finally {
      await connect(true);
    }
    await eventually(async () => (await of(consumer, key)).length === 3);
    assert.deepEqual(await of(consumer, key), [1, 2, 3]);
    await publish(server, alpha, second, 1);
    await eventually(async () => (await of(consumer, second)).length === 1);
    await allCommitted();
    assert.deepEqual(await of(consumer, key), [1, 2, 3]);
  });
});
