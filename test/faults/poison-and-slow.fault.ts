import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { shardOf } from '../../src/platform/events/write-outbox.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { expectStatus } from '../learning/support.js';
import { Installation } from './harness/installation.js';
import { Load } from './harness/load.js';
import { longestGap, type Moment } from './harness/longest-gap.js';
import { eventPaths } from './harness/event-paths.js';

/** Keys that wait in the same line of the outbox as another. */
const besides = (key: string, count: number): string[] => {
  const shard = shardOf(key);
  const candidates = Array.from({ length: 5000 }, (_, index) => `${key}-${index}`);
  return candidates.filter((candidate) => shardOf(candidate) === shard).slice(0, count);
};

const LONGEST_GAP_MS = 1000;
const TROUBLED = ['poisoned', 'sleepy'];
/** The handler that takes ten seconds has then come to its end, too. */
const WATCHED_MS = 12_000;

for (const path of eventPaths)
  describe(`one poison event and one ten-second handler in one plugin, ${path.name}`, { skip: path.skip }, () => {
    let installation: Installation;
    let from: Date;
    let to: Date;
    before(async () => {
      installation = await Installation.start({ plugins: ['busy', 'troubled'], env: await path.open() });
      await installation.start('api', 'worker');
    });
    after(() => installation.close());

    const effects = (table: 'busy' | 'troubled') =>
      installation.control.sql<Moment & { n: number; key: string; consumer: string }>(
        table === 'busy'
          ? 'SELECT consumer, key, n, at FROM busy.effect ORDER BY position'
          : 'SELECT consumer, key, n, at FROM troubled.effect ORDER BY position',
      );

    it('holds up nobody else, and keeps the order of its keys', async (context: TestContext) => {
      const { student } = installation.world.alpha;
      const apis = installation.processes.filter(({ role }) => role === 'api');
      const [api] = apis;
      assert.ok(api);
      const token = student.client.token ?? '';
      const troubled = client(api, { token });
      const work = (key: string, n: number, trouble: string) =>
        expectStatus(201, troubled.post('/busy/work', { mark: `${key}:${n}`, key, n, trouble }));

      const keys = [...besides('sleepy', 3), ...besides('poisoned', 3)];
      const load = new Load({ apis, tokens: [token], writers: 12, keys, pauseMs: 150 });
      await eventually(async () => (await effects('busy')).length > 200, 30_000);
      from = new Date();
      await work('poisoned', 1, 'poison');
      await work('sleepy', 1, 'sleep');
      for (let n = 2; n <= 5; n += 1) await Promise.all([work('poisoned', n, 'none'), work('sleepy', n, 'none')]);
      await eventually(() => Date.now() - from.getTime() > WATCHED_MS, WATCHED_MS + 5000);
      to = new Date();
      await load.stop();
      assert.deepEqual(load.failures, []);
      assert.ok(await path.wasUsed());

      const expected = 2 * (load.acknowledged.length + 10);
      await eventually(async () => (await effects('busy')).length === expected, 30_000);
      const steady = await effects('busy');
      for (const consumer of ['first', 'second']) {
        const byKey = Map.groupBy(
          steady.filter((effect) => effect.consumer === consumer),
          ({ key }) => key,
        );
        for (const [key, own] of byKey) {
          assert.deepEqual(
            own.map(({ n }) => n),
            own.map((_, index) => index + 1),
            `order of ${key}`,
          );
        }
        assertSteady(context, consumer, byKey);
      }
      const inTrouble = await effects('troubled');
      const of = (consumer: string, key: string) => inTrouble.filter((effect) => effect.consumer === consumer && effect.key === key);
      assert.deepEqual(of('poisoned', 'poisoned'), [], 'what is behind the poison waits');
      assert.deepEqual(of('sleeper', 'sleepy'), [], 'what is behind the sleeper waits, and what it did too late had no effect');
      const others = inTrouble.filter(({ consumer, key }) => consumer === 'poisoned' && key !== 'poisoned');
      assertSteady(
        context,
        'poisoned',
        Map.groupBy(others, ({ key }) => key),
      );
    });

    /** The gaps of each key by itself: that others go on is no help to one that stands. */
    const assertSteady = (context: TestContext, consumer: string, byKey: Map<string, Moment[]>): void => {
      const gaps = [...byKey].filter(([key]) => !TROUBLED.includes(key)).map(([key, own]) => ({ key, gap: longestGap(own, from, to) }));
      const worst = Math.max(...gaps.map(({ gap }) => gap));
      context.diagnostic(`${path.name}: longest gap of a key of ${consumer} ${worst} ms`);
      assert.deepEqual(
        gaps.filter(({ gap }) => gap > LONGEST_GAP_MS),
        [],
        `keys of ${consumer} that stood still`,
      );
    };
  });
