import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { made } from '../contract/route-fixture.js';
import { type KafkaCorner, TestKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { Installation } from './harness/installation.js';
import { assertKept, drained, effectsOf } from './harness/ledger.js';
import { Load } from './harness/load.js';
import { KafkaView } from './harness/kafka-view.js';
import type { ServerProcess } from './harness/server-process.js';

/** What is acknowledged while it is away, and what waits for it. */
const MEANWHILE = 200;
const RECOVERY_MS = 60_000;

/** Ways of being away, and back. */
const absences = [
  { name: 'killed with -9', away: (kafka: TestKafka) => kafka.kill(), back: (kafka: TestKafka) => kafka.restart() },
  {
    name: 'frozen, so that it accepts and never answers',
    away: (kafka: TestKafka) => Promise.resolve(kafka.freeze()),
    back: (kafka: TestKafka) => Promise.resolve(kafka.thaw()),
  },
];

describe('Kafka taken away under load', { skip: WITHOUT_KAFKA }, () => {
  let kafka: TestKafka;
  let corner: KafkaCorner;
  let view: KafkaView;
  let installation: Installation;
  let apis: ServerProcess[];
  let workers: ServerProcess[];
  let tokens: string[];
  let acknowledged: Load['acknowledged'] = [];

  before(async () => {
    kafka = await TestKafka.start();
    corner = kafka.corner();
    view = new KafkaView(corner);
    installation = await Installation.start({ env: corner.environment });
    const { alpha, beta } = installation.world;
    tokens = [alpha.student.client.token ?? '', beta.student.client.token ?? ''];
    apis = await installation.start('api');
    workers = await installation.start('worker', 'worker');
  });
  after(async () => {
    kafka.thaw();
    await installation.close();
    await kafka.stop();
  });

  const under = async (load: Load, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } finally {
      await load.stop();
    }
    acknowledged = [...acknowledged, ...load.acknowledged];
    await drained(installation, RECOVERY_MS);
    await assertKept(installation, acknowledged);
  };

  const stateOfKafka = async (): Promise<string | undefined> => {
    const [api] = apis;
    assert.ok(api);
    await made(200, client(api).get('//health/ready'));
    const { checks } = (await made(200, client(api).get('//health'))) as { checks: Record<string, { status: string }> };
    return checks.kafka?.status;
  };
  const waiting = async (): Promise<number> =>
    (await installation.control.sql<{ count: number }>('SELECT count(*)::int AS count FROM core.outbox'))[0]?.count ?? 0;

  for (const { name, away, back } of absences)
    it(`${name}: every event arrives once and in order when it is back`, async (context: TestContext) => {
      const load = new Load(context, { apis, tokens, writers: 10, pauseMs: 100, handlerMs: 1 });
      await under(load, async () => {
        const before = (await effectsOf(installation)).length;
        await eventually(async () => (await effectsOf(installation)).length > before + 200);
        await eventually(async () => (await stateOfKafka()) === 'up');
        assert.ok((await view.messages()) > 0, 'it went through the broker');
        const sofar = load.acknowledged.length;
        await away(kafka);
        await eventually(async () => (await stateOfKafka()) === 'degraded');
        await eventually(async () => load.acknowledged.length > sofar + MEANWHILE && (await waiting()) > MEANWHILE);
        const [gone, stored] = [load.acknowledged.length - sofar, await waiting()];
        const backAt = performance.now();
        await back(kafka);
        await eventually(async () => (await effectsOf(installation)).length > before + 200 + stored, RECOVERY_MS);
        context.diagnostic(
          `${gone} requests meanwhile; ${stored} events had waited and were handled ${since(backAt)} after it began to come back`,
        );
      });
      assert.deepEqual(load.unexplained, [], 'no request noticed');
    });

  it('a worker that joins or leaves in the middle of handlers repeats nothing', async (context: TestContext) => {
    const load = new Load(context, { apis, tokens, writers: 16, pauseMs: 60, pieces: 4, handlerMs: 10 });
    await under(load, async () => {
      const inTheMiddle = async (): Promise<boolean> => {
        const open = await Promise.all(workers.map((worker) => installation.openWork(worker)));
        return open.some((count) => count > 0);
      };
      await eventually(inTheMiddle);
      const [third] = await installation.start('worker');
      assert.ok(third);
      await eventually(async () => (await view.members()) === 3);
      await eventually(async () => (await installation.openWork(third)) > 0);
      await third.stop();
      await eventually(async () => (await view.members()) === 2);
      await eventually(inTheMiddle);
    });
    assert.deepEqual(load.unexplained, []);
  });

  it('topics that are missing hold events back, and nothing else', async (context: TestContext) => {
    await eventually(async () => (await installation.control.sql('SELECT 1 FROM core.outbox')).length === 0);
    await view.deleteTopics(await view.topics());
    const load = new Load(context, { apis, tokens, writers: 4, pauseMs: 100 });
    await under(load, () => eventually(() => load.acknowledged.length > 60).then(() => undefined));
    assert.deepEqual(load.unexplained, []);
  });
});

const since = (at: number): string => `${((performance.now() - at) / 1000).toFixed(1)} s`;
