import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { TOPICS } from '../../src/sdk/events.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, numbers, prepareEffects, publish } from '../events/fixture.js';
import { cornerOf, type KafkaCorner, TestKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { OutsideClient } from './outside-client.js';

const COPIES = 3;
const EACH = 80;

describe('three brokers', { skip: WITHOUT_KAFKA }, () => {
  let brokers: TestKafka[] = [];
  let corner: KafkaCorner;
  let outside: OutsideClient;
  let server: TestServer;
  let tenantId: string;
  let consumer: string;

  const partitions = async () => {
    const { topics } = await outside.admin.fetchTopicMetadata({ topics: TOPICS.map((topic) => corner.prefix + topic) });
    return topics.flatMap((topic) => topic.partitions);
  };
  const allInSync = () => eventually(async () => (await partitions()).every(({ isr }) => isr.length === COPIES), 60_000);
  const handled = async (keys: readonly string[]): Promise<readonly { key: string; n: number }[]> =>
    (await effects(server, consumer)).filter(({ key }) => keys.includes(key));

  before(async () => {
    brokers = await TestKafka.cluster(COPIES);
    corner = cornerOf(brokers.map((broker) => broker.brokers).join(','));
    outside = await new OutsideClient(corner).open();
    server = await startTestServer({ env: { ...corner.environment } });
    await prepareEffects(server);
    tenantId = await addTenant(server, 'copies');
    consumer = addConsumer(server, 'Copies.seen');
    await eventually(async () => (await client(server).get('//health')).body.checks.kafka?.status === 'up', 60_000);
  });
  after(async () => {
    await server.close();
    await outside.close();
    await Promise.all(brokers.map((broker) => broker.stop()));
  });

  test('every topic has three copies', async () => {
    for (const { replicas } of await partitions()) assert.equal(replicas.length, COPIES);
    await allInSync();
  });

  test('each killed with -9 in turn under load, with the partitions it leads: everything once, in order of key', async () => {
    for (const [index, broker] of brokers.entries()) {
      const keys = Array.from({ length: 4 }, () => newId());
      await eventually(async () => (await partitions()).some(({ leader }) => leader === index + 1), 60_000);
      const publishing = Promise.all(keys.map((key) => publish(server, tenantId, key, ...numbers(EACH))));
      await eventually(async () => (await handled(keys)).length > 20, 30_000);
      await broker.kill();
      await publishing;
      const rows = await eventually(async () => {
        const now = await handled(keys);
        return now.length >= keys.length * EACH ? now : undefined;
      }, 60_000);
      for (const key of keys) {
        assert.deepEqual(
          rows.filter((row) => row.key === key).map(({ n }) => n),
          numbers(EACH),
        );
      }
      await broker.restart();
      await allInSync();
      assert.equal((await handled(keys)).length, keys.length * EACH);
    }
  });
});
