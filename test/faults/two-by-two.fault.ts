import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { eventPaths } from './harness/event-paths.js';
import { Installation } from './harness/installation.js';
import { assertKept, drained, effectsOf } from './harness/ledger.js';
import { Load } from './harness/load.js';
import type { ServerProcess } from './harness/server-process.js';

for (const path of eventPaths)
  describe(`two api and two workers, events ${path.name}`, { skip: path.skip }, () => {
    let installation: Installation;
    let apis: ServerProcess[];
    let workers: ServerProcess[];

    before(async () => {
      installation = await Installation.start({ env: await path.open() });
      const started = await installation.start('api', 'api', 'worker', 'worker');
      apis = started.filter(({ role }) => role === 'api');
      workers = started.filter(({ role }) => role === 'worker');
    });
    after(() => installation.close());

    it('share the work and do nothing twice', async (context: TestContext) => {
      const { alpha, beta } = installation.world;
      const tokens = [alpha.student.client.token ?? '', beta.student.client.token ?? ''];
      const load = new Load(context, { apis, tokens, writers: 12, job: true, handlerMs: 2 });
      await eventually(() => load.acknowledged.length >= 250, 120_000);
      await load.stop();
      await drained(installation);
      assert.deepEqual(load.failures, []);
      assert.ok(await path.wasUsed());
      await assertKept(installation, load.acknowledged);
      const jobs = async () => (await effectsOf(installation)).filter(({ consumer }) => consumer === 'job');
      await eventually(async () => (await jobs()).length === load.acknowledged.length);
      assert.equal(new Set((await jobs()).map(({ mark }) => mark)).size, load.acknowledged.length);
      const effects = await effectsOf(installation);
      for (const { number } of workers)
        assert.ok(
          effects.some(({ process }) => process === number),
          `worker ${number} did nothing`,
        );
      for (const { number } of apis) assert.ok(!effects.some(({ process }) => process === number), 'an api did background work');
    });
  });
