import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, prepareEffects, publish } from '../events/fixture.js';
import { type KafkaCorner, sharedKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { OutsideClient } from './outside-client.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

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
  });
  after(async () => {
    await server.close();
    await outside.close();
  });

  test('each consumer has every event once, in order of key, in the tenant it belongs to', async () => {
    const first = addConsumer(server, 'Order.first');
    const second = addConsumer(server, 'Order.second');
    const keys = [newId(), newId(), newId()];
    await Promise.all(keys.flatMap((key) => [publish(server, alpha, key, ...numbers(15)), publish(server, beta, key, ...numbers(15))]));
    for (const consumer of [first, second]) {
      const done = await eventually(async () => {
        const rows = await effects(server, consumer);
        return rows.length >= 90 ? rows : undefined;
      }, 20_000);
      assert.equal(done.length, 90);
      for (const key of keys) {
        for (const tenant of [alpha, beta]) {
          const own = done.filter((row) => row.key === key && row.tenant_id === tenant);
          assert.deepEqual(
            own.map(({ n }) => n),
            numbers(15),
          );
        }
      }
    }
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
    await outside.read('system-events');
    await eventually(() => outside.seen.length === 90, 10_000);
  });
});
