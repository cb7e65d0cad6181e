import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { shardOf } from '../../src/platform/events/write-outbox.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { expectStatus } from '../learning/support.js';
import { eventPaths } from './harness/event-paths.js';
import { percentile } from './harness/hammer.js';
import { Installation } from './harness/installation.js';
import { Load } from './harness/load.js';
import { longestGap, type Step } from './harness/longest-gap.js';

const LONGEST_GAP_MS = 1000;
/** The handler that takes ten seconds has then come to its end, too. */
const TROUBLED_MS = 12_000;
/** As long: a machine that is busy now and then is so in both. */
const UNTROUBLED_MS = TROUBLED_MS;

/** Keys that wait in the same line of the outbox as another. */
const besides = (key: string, count: number): string[] => {
  const shard = shardOf(key);
  const candidates = Array.from({ length: 5000 }, (_, index) => `${key}-${index}`);
  return candidates.filter((candidate) => shardOf(candidate) === shard).slice(0, count);
};

const STEPS = {
  busy: `SELECT e.consumer, e.key, e.n, e.at AS done, w.at AS given FROM busy.effect e JOIN busy.work w USING (mark) ORDER BY e.position`,
  troubled: `SELECT e.consumer, e.key, e.n, e.at AS done, w.at AS given FROM troubled.effect e JOIN busy.work w USING (mark) ORDER BY e.position`,
};

/** The time over which is measured. */
const passed = async (ms: number): Promise<Date> => {
  await pause(ms);
  return new Date();
};

for (const path of eventPaths)
  describe(`one poison event and one ten-second handler in one plugin, ${path.name}`, { skip: path.skip }, () => {
    let installation: Installation;
    before(async () => {
      installation = await Installation.start({ plugins: ['busy', 'troubled'], env: await path.open() });
      await installation.start('api', 'worker');
    });
    after(() => installation.close());

    const stepsOf = (plugin: keyof typeof STEPS) =>
      installation.control.sql<Step & { readonly n: number; readonly consumer: string }>(STEPS[plugin]);

    it('holds up nobody else, and keeps the order of its keys', async (context: TestContext) => {
      const { student } = installation.world.alpha;
      const [api] = installation.processes;
      assert.ok(api);
      const token = student.client.token ?? '';
      const work = (key: string, n: number, trouble: string) =>
        expectStatus(201, client(api, { token }).post('/busy/work', { mark: `${key}:${n}`, key, n, trouble }));

      const keys = [...besides('sleepy', 3), ...besides('poisoned', 3)];
      const load = new Load(context, { apis: [api], tokens: [token], writers: 12, keys, pauseMs: 250 });
      await eventually(async () => (await stepsOf('busy')).length > 100);
      const began = new Date();
      const trouble = await passed(UNTROUBLED_MS);
      const answered = load.outcomes.length;
      await work('poisoned', 1, 'poison');
      await work('sleepy', 1, 'sleep');
      for (let n = 2; n <= 5; n += 1) await Promise.all([work('poisoned', n, 'none'), work('sleepy', n, 'none')]);
      const ended = await passed(TROUBLED_MS);
      await load.stop();
      assert.deepEqual(load.unexplained, []);
      assert.ok(await path.wasUsed());
      const expected = 2 * (load.acknowledged.length + 10);
      await eventually(async () => (await stepsOf('busy')).length === expected);

      // what the machine itself takes at times: requests have nothing to do with the trouble
      const slowest = percentile(load.outcomes.slice(answered), 100);
      /** Where others take all the processor's time, the same machine without the trouble is the measure. */
      const assertSteady = (consumer: string, steps: readonly Step[]): void => {
        const usual = longestGap(steps, began, trouble);
        const gap = longestGap(steps, trouble, ended);
        context.diagnostic(`${path.name}: a key of ${consumer} stood still for ${gap} ms at most, ${usual} ms before the trouble`);
        assert.ok(
          gap <= Math.max(LONGEST_GAP_MS, 2 * usual) + 2 * slowest,
          `a key of ${consumer} stood still for ${gap} ms, ${usual} ms before the trouble; the slowest request took ${slowest} ms`,
        );
      };
      const steady = await stepsOf('busy');
      for (const consumer of ['first', 'second']) {
        const own = steady.filter((step) => step.consumer === consumer);
        assertInOrder(own);
        assertSteady(consumer, own);
      }
      const inTrouble = await stepsOf('troubled');
      const of = (consumer: string, key: string) => inTrouble.filter((step) => step.consumer === consumer && step.key === key);
      assert.deepEqual(of('poisoned', 'poisoned'), [], 'what is behind the poison waits');
      assert.deepEqual(of('sleeper', 'sleepy'), [], 'what is behind the sleeper waits, and what it did too late had no effect');
      const others = inTrouble.filter(({ consumer, key }) => consumer === 'poisoned' && key !== 'poisoned');
      assertInOrder(others);
      assertSteady('poisoned', others);
      assertInOrder(inTrouble.filter(({ consumer }) => consumer === 'sleeper'));
    });
  });

const assertInOrder = (steps: readonly { readonly key: string; readonly n: number }[]): void => {
  for (const [key, own] of Map.groupBy(steps, (step) => step.key)) {
    assert.deepEqual(
      own.map(({ n }) => n),
      own.map((_, index) => index + 1),
      `order of ${key}`,
    );
  }
};
