import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { inProcess, throughKafka } from './harness/event-paths.js';
import { Installation } from './harness/installation.js';
import { assertKept, drained } from './harness/ledger.js';
import { Load } from './harness/load.js';
import type { ServerProcess } from './harness/server-process.js';

/** More of them than in every run: `LECTERN_FAULTS_KILLS=200 npm run test:faults -- kill-nine`. */
const KILLS = Number(process.env.LECTERN_FAULTS_KILLS ?? 30);
/** A worker that is killed is missed by Kafka after its session has run out: these take longer. */
const PARTS = [
  { path: inProcess, kills: KILLS - Math.floor(KILLS / 5) },
  { path: throughKafka, kills: Math.floor(KILLS / 5) },
];
/** Requests or handlers that a kill has to meet in the middle of their transactions. */
const IN_FLIGHT = 8;
const WITHIN_MS = 90_000;

for (const { path, kills } of PARTS)
  describe(`kill -9 of api and worker in turn, under load, events ${path.name}`, { skip: path.skip }, () => {
    let installation: Installation;
    let processes: ServerProcess[];

    before(async () => {
      installation = await Installation.start({ env: await path.open() });
      // In the order they are killed.
      processes = await installation.start('api', 'worker', 'api', 'worker');
    });
    after(() => installation.close());

    /** Stopped first, so that what is counted is what the kill meets. */
    const killInTheMiddle = async (victim: ServerProcess): Promise<number> => {
      const end = Date.now() + WITHIN_MS;
      while (Date.now() < end) {
        victim.freeze();
        const open = await installation.openWork(victim);
        if (open >= IN_FLIGHT) {
          await victim.kill();
          return open;
        }
        victim.thaw();
        await pause(5);
      }
      throw new Error(`${victim.role} ${victim.number} was never in the middle of ${IN_FLIGHT}`);
    };

    it('loses no acknowledged write and does nothing twice', async (context: TestContext) => {
      const { alpha, beta } = installation.world;
      const tokens = [alpha.student.client.token ?? '', beta.student.client.token ?? ''];
      const apis = processes.filter(({ role }) => role === 'api');
      const load = new Load(context, { apis, tokens, writers: 28, ms: 800, pauseMs: 400, pieces: 5, handlerMs: 10 });
      const met: number[] = [];
      const restarts: Promise<unknown>[] = [];
      for (let kill = 0; kill < kills; kill += 1) {
        const victim = processes[kill % processes.length];
        assert.ok(victim);
        await eventually(() => processes.every((each) => each.role !== victim.role || each.isReady), WITHIN_MS);
        met.push(await killInTheMiddle(victim));
        restarts.push(victim.start());
      }
      await Promise.all(restarts);
      await load.stop();
      await drained(installation);
      assert.ok(await path.wasUsed());
      const kept = await assertKept(installation, load.acknowledged);
      assert.equal(met.length, kills);
      const broken = load.failures.filter(({ status }) => status === 0).length;
      context.diagnostic(
        `${path.name}: ${kills} kills, each in the middle of ${Math.min(...met)} to ${Math.max(...met)}; ${broken} requests cut off`,
      );
      context.diagnostic(`${kept} acknowledged writes, all there, each with its two effects once and in order`);
      assert.deepEqual(
        load.failures.filter(({ status }) => status === 500),
        [],
      );
    });
  });
