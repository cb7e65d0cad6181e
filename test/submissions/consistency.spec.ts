import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { ADD, io, ROOMY_LIMITS, submit, writeExercise } from './support.js';
import { SwitchedRunner } from './switched-runner.js';

const LEARNERS = 4;
const ROUNDS = 4;

interface Standing {
  readonly id: string;
  readonly status: string;
  readonly score: number | null;
  /** As progress has it. */
  readonly told: number | null;
  readonly graded: number;
  readonly grading: number;
}

/** Two workers, a runner that dies, staff who ask again, and a regrade, all at once. */
describe('submissions under everything at once', { skip: noSandbox }, () => {
  let runner: SwitchedRunner;
  let server: TestServer;
  let second: TestServer;
  let world: World;

  before(async () => {
    runner = await SwitchedRunner.start({ concurrency: 2 });
    server = await startTestServer({ plugins: [], runner });
    second = await startTestServer({ plugins: [], runner, role: 'worker', database: server.database });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_LIMITS);
  });
  after(async () => {
    await second.close();
    await server.close();
    await runner.close();
  });

  const settled = async (): Promise<boolean> => {
    const rows = await server.sql(`
      SELECT 1 FROM core.job WHERE status IN ('queued', 'running')
      UNION ALL SELECT 1 FROM core.outbox UNION ALL SELECT 1 FROM core.parked_event`);
    return rows.length === 0;
  };

  it('are each graded, told of as they stand, and counted once', async () => {
    const { teacher, admin } = world.alpha;
    const exerciseId = (await writeExercise(teacher.client, { test_cases: [io('1 2', '3'), io('5 5', '10', { hidden: true })] })).id;
    const learners = await Promise.all(
      Array.from({ length: LEARNERS }, (_, at) => addPerson(server, world.alpha, 'student', `busy-${at}`)),
    );
    const ids: string[] = [];
    const handIn = async (round: number) => {
      for (const [at, who] of learners.entries()) {
        const code = `import time\ntime.sleep(${(at + round) % 3} / 10)\n${round % 2 === 0 ? ADD : 'print(3)\n'}`;
        ids.push((await expectStatus(202, submit(who, exerciseId, code))).body.id);
      }
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await handIn(round);
      if (round === 1) await expectStatus(202, teacher.client.post(`/exercises/${exerciseId}/regrade`, {}));
      if (round >= 1) await runner.kill();
      const again = ids[round * 3] ?? '';
      await expectStatus(200, admin.client.put(`/submissions/${again}/evaluate`, { status: 'queued' }));
      await expectStatus(200, admin.client.put(`/submissions/${ids[round] ?? ''}/evaluate`, { score: 10 * round }));
      await pause(150);
    }
    await eventually(settled, 90_000);
    const standings = await server.sql<Standing>(`
      SELECT s.id, s.status, coalesce(s.staff_score, s.score) AS score, s.graded, s.grading,
        (SELECT e.score FROM core.progress_event e WHERE e.source_id = s.id ORDER BY e.occurred_at DESC LIMIT 1) AS told
      FROM core.submission s ORDER BY s.id`);
    assert.equal(standings.length, LEARNERS * ROUNDS);
    for (const one of standings) {
      assert.deepEqual([one.status, one.graded], ['evaluated', one.grading], JSON.stringify(one));
      assert.equal(one.told, one.score, JSON.stringify(one));
    }
    for (const who of learners) {
      const [progress] = (await expectStatus(200, who.client.get(`/progress/${who.id}`))).body.exercises;
      assert.equal(progress.attempts, ROUNDS);
    }
    assert.equal((await server.sql('SELECT 1 FROM core.dead_letter')).length, 0);
    assert.equal((await server.sql('SELECT 1 FROM core.code_run')).length, 0, 'no place in the sandbox is left taken');
  });
});
