import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, numbers, prepareEffects, publish } from '../events/fixture.js';
import { Spawned } from '../start/spawned.js';
import { type KafkaCorner, sharedKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { OutsideClient } from './outside-client.js';

describe('workers of one consumer group', { skip: WITHOUT_KAFKA }, () => {
  let corner: KafkaCorner;
  let api: TestServer;
  let outside: OutsideClient;
  let tenantId: string;
  const workers = new Map<string, TestServer>();
  const seenBy = new Map<string, string[]>();

  /** A worker that writes an effect for every event, and says which it had. */
  const startWorker = async (name: string, before: () => Promise<void> = () => Promise.resolve()): Promise<void> => {
    const worker = await startTestServer({ role: 'worker', database: api.database, env: { ...corner.environment } });
    seenBy.set(name, []);
    addConsumer(worker, 'Shared.seen', async ({ key, data }) => {
      await before();
      seenBy.get(name)?.push(`${key} ${data.n}`);
    });
    workers.set(name, worker);
  };
  const members = async (): Promise<number> => {
    const [group] = (await outside.admin.describeGroups([corner.group])).groups;
    return group?.state === 'Stable' ? group.members.length : 0;
  };
  const allSeen = async (keys: readonly string[], count: number): Promise<void> => {
    const done = await eventually(async () => {
      const rows = (await effects(api, 'core:Shared.seen')).filter(({ key }) => keys.includes(key));
      return rows.length >= count * keys.length ? rows : undefined;
    });
    for (const key of keys) {
      assert.deepEqual(
        done.filter((row) => row.key === key).map(({ n }) => n),
        numbers(count),
      );
    }
  };
  const lecternKafka = (...given: string[]) => {
    const { DATABASE_URL, DATABASE_APP_URL } = { DATABASE_URL: api.database.ownerUrl, DATABASE_APP_URL: api.database.appUrl };
    return new Spawned({
      program: 'cli',
      arguments: ['kafka', ...given],
      env: {
        ...corner.environment,
        DATABASE_URL,
        DATABASE_APP_URL,
        LECTERN_DATA_DIR: tmpdir(),
        LOG_LEVEL: 'fatal',
      },
    }).ended;
  };

  before(async () => {
    corner = await sharedKafka();
    outside = await new OutsideClient(corner).open();
    api = await startTestServer({ role: 'api', env: { ...corner.environment } });
    await prepareEffects(api);
    tenantId = await addTenant(api, 'shared');
  });
  after(async () => {
    await Promise.all([...workers.values()].map((worker) => worker.close()));
    await api.close();
    await outside.close();
  });

  test('a process that only answers requests names what is missing; the command makes the topics, once', async () => {
    const health = (await eventually(async () => {
      const { body } = await client(api).get('//health');
      return body.checks.kafka?.message?.includes('lectern kafka setup') ? body : undefined;
    })) as { status: string };
    assert.equal(health.status, 'degraded');
    assert.equal((await client(api).get('//health/ready')).status, 200);
    const missing = await lecternKafka('status');
    assert.equal(missing.code, 1, missing.output);
    assert.match(missing.output, /missing {2}spec-\w+\.chat-messages/);
    const made = await lecternKafka('setup', '--partitions', '4', '--retention-days', '3');
    assert.equal(made.code, 0, made.output);
    assert.equal(made.output.match(/created {2}/g)?.length, 5);
    const again = await lecternKafka('setup', '--partitions', '9');
    assert.equal(again.code, 0, again.output);
    assert.equal(again.output.match(/exists {3}/g)?.length, 5);
    const [topic] = (await outside.admin.fetchTopicMetadata({ topics: [`${corner.prefix}chat-messages`] })).topics;
    assert.equal(topic?.partitions.length, 4);
    const wrong = await lecternKafka('setup', '--retention-days', '61');
    assert.notEqual(wrong.code, 0);
    await eventually(async () => (await client(api).get('//health')).body.checks.kafka?.status === 'up');
  });

  test('two share the partitions: everything once, in order of key', async () => {
    const keys = Array.from({ length: 12 }, () => newId());
    await Promise.all(keys.map((key) => publish(api, tenantId, key, ...numbers(10))));
    // The outbox has waited for a relay, which a process that only answers requests has not.
    assert.equal((await api.sql('SELECT 1 FROM core.outbox')).length, 120);
    await startWorker('first');
    await startWorker('second');
    await allSeen(keys, 10);
    await eventually(async () => (await members()) === 2);
    const more = Array.from({ length: 24 }, () => newId());
    await Promise.all(more.map((key) => publish(api, tenantId, key, ...numbers(10))));
    await allSeen(more, 10);
    for (const [name, seen] of seenBy) assert.ok(seen.length > 0, `${name} had none`);
    const status = await lecternKafka('status');
    assert.equal(status.code, 0, status.output);
    assert.match(status.output, /group spec-\w+\.workers: Stable, 2 workers/);
    assert.match(status.output, /system-events {2}4 partitions, \d+ messages behind/);
  });

  test('a rebalance in the middle of a handler repeats nothing and loses nothing', async () => {
    const keys = Array.from({ length: 6 }, () => newId());
    let entered = 0;
    await startWorker('third', async () => {
      entered += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await eventually(async () => (await members()) === 3);
    const publishing = Promise.all(keys.map((key) => publish(api, tenantId, key, ...numbers(20))));
    await eventually(() => entered > 0);
    // One comes and one goes while handlers run.
    const [leaving] = [workers.get('first')];
    await Promise.all([startWorker('fourth'), leaving?.close()]);
    workers.delete('first');
    await publishing;
    await allSeen(keys, 20);
    await eventually(async () => (await members()) === 3);
    assert.equal((await effects(api, 'core:Shared.seen')).filter(({ key }) => keys.includes(key)).length, 120);
  });

  test('a topic that is taken away comes back, and what happened meanwhile with it', async () => {
    const [before, after] = [newId(), newId()];
    await publish(api, tenantId, before, 1);
    await allSeen([before], 1);
    await outside.admin.deleteTopics({ topics: [`${corner.prefix}system-events`] });
    await publish(api, tenantId, after, ...numbers(5));
    await allSeen([after], 5);
  });
});
