import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { GradeSubmission } from '../../src/domains/submissions/grade-submission.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { ADD, decided, io, submissionOf, submit, writeExercise } from './support.js';
import { gradingSchools, type GradingSchools } from './grading-schools.js';
import { SwitchedRunner } from './switched-runner.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Right as well, and under way long enough to be interrupted. */
const SLOW = `import time\ntime.sleep(1.5)\n${ADD}`;

describe('grading that is interrupted', { skip: noSandbox }, () => {
  let schools: GradingSchools;
  let runner: SwitchedRunner;
  let server: TestServer;
  let world: World;
  let exerciseId: string;

  before(async () => {
    schools = await gradingSchools({ concurrency: 4 });
    ({ runner, server, world } = schools);
    exerciseId = (await writeExercise(world.alpha.teacher.client, { test_cases: [io('1 2', '3')] })).id;
  });
  after(() => schools.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const running = (id: string) =>
    eventually(async () => (await server.sql(`SELECT 1 FROM core.submission WHERE id = $1 AND status = 'running'`, [id])).length > 0);
  const handedIn = async (who: { client: World['alpha']['student']['client'] }, code: string): Promise<string> =>
    (await expectStatus(202, submit(who, exerciseId, code))).body.id;
  /** How often it was told that a submission was evaluated, when nothing is on its way any more. */
  const told = async (id: string): Promise<number> => {
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
    return (await server.sql('SELECT 1 FROM core.progress_event WHERE source_id = $1', [id])).length;
  };
  const deadLetters = async (): Promise<number> => (await server.sql('SELECT 1 FROM core.dead_letter')).length;

  it('is done again when the runner was killed, once', async () => {
    const who = await learner('runner-killed');
    const id = await handedIn(who, SLOW);
    await running(id);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run WHERE user_id = $1', [who.id])).length > 0);
    await runner.kill();
    await eventually(async () => (await submissionOf(who, id)).status === 'queued');
    const graded = await decided(who, id);
    assert.deepEqual([graded.status, graded.score], ['evaluated', 100]);
    assert.deepEqual([await told(id), await deadLetters()], [1, 0]);
    const [job] = await server.sql<{ attempts: number }>(`SELECT attempts FROM core.job WHERE input ->> 'submission_id' = $1`, [id]);
    assert.equal(job?.attempts, 1, 'the outage was no attempt');
  });

  it('is not tried for ever when the sandbox is lost with it again and again', async () => {
    const who = await learner('poison');
    const id = await handedIn(who, SLOW);
    await running(id);
    // As if it had happened so often before.
    await server.sql('UPDATE core.submission SET losses = 7 WHERE id = $1', [id]);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run WHERE user_id = $1', [who.id])).length > 0);
    await runner.kill();
    const failed = await decided(who, id);
    assert.deepEqual([failed.status, failed.score], ['error', null]);
    await expectStatus(200, world.alpha.admin.client.put(`/submissions/${id}/evaluate`, { status: 'queued' }));
    assert.equal((await decided(who, id)).score, 100);
    assert.deepEqual([await told(id), await deadLetters()], [1, 0]);
  });

  it('takes effect once when several workers do it', async () => {
    const who = await learner('graded-thrice');
    runner.away = true;
    const id = await handedIn(who, ADD);
    runner.away = false;
    const input = { submission_id: id, grading: 1 };
    const job = { id, tenantId: world.alpha.id, input, progress: () => Promise.resolve(), signal: new AbortController().signal };
    const grade = () =>
      runForTenant(world.alpha.id, () =>
        server
          .get(GradeSubmission)
          .run(job)
          .catch(() => ({ graded: false })),
      );
    const done = await Promise.all([grade(), grade(), grade()]);
    assert.ok(done.filter(({ graded }) => graded).length <= 1);
    assert.equal((await decided(who, id)).score, 100);
    assert.equal(await told(id), 1);
    assert.deepEqual(await grade(), { graded: false });
    assert.equal(await told(id), 1);
  });

  it('is dropped when another grading was asked for meanwhile', async () => {
    const who = await learner('asked-again');
    const id = await handedIn(who, SLOW);
    await running(id);
    await expectStatus(200, world.alpha.admin.client.put(`/submissions/${id}/evaluate`, { status: 'queued' }));
    assert.equal((await decided(who, id)).score, 100);
    await eventually(async () => {
      const jobs = await server.sql<{ result: { graded: boolean } | null }>(
        `SELECT result FROM core.job WHERE input ->> 'submission_id' = $1 AND status = 'completed'`,
        [id],
      );
      return jobs.length === 2 && jobs.filter(({ result }) => result?.graded).length === 1;
    });
    assert.equal(await told(id), 1);
  });

  it('leaves nothing of somebody who was erased meanwhile', async () => {
    const who = await learner('erased');
    const id = await handedIn(who, SLOW);
    await running(id);
    await expectStatus(202, world.alpha.admin.client.delete(`/users/${who.id}`));
    await eventually(async () => (await server.sql('SELECT 1 FROM core.submission WHERE id = $1', [id])).length === 0);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run WHERE user_id = $1', [who.id])).length === 0);
    await eventually(async () => (await server.sql(`SELECT 1 FROM core.job WHERE status IN ('queued', 'running')`)).length === 0);
    assert.deepEqual([await told(id), await deadLetters()], [0, 0]);
    assert.equal((await server.sql('SELECT 1 FROM core.progress_event WHERE user_id = $1', [who.id])).length, 0);
  });

  it('tells who waits when a grading is given up, and can still be had', async () => {
    const who = await learner('given-up');
    runner.away = true;
    const id = await handedIn(who, ADD);
    await eventually(
      async () =>
        (await server.sql(`SELECT 1 FROM core.job WHERE waiting_for = 'sandbox' AND input ->> 'submission_id' = $1`, [id])).length > 0,
    );
    // As if earlier attempts had taken their process along.
    await server.sql(`UPDATE core.job SET attempts = max_attempts WHERE input ->> 'submission_id' = $1`, [id]);
    const failed = await decided(who, id);
    assert.deepEqual([failed.status, failed.score], ['error', null]);
    assert.match(failed.feedback, /no fault of its code/);
    runner.away = false;
    const [letter] = await eventually(async () => {
      const letters = await server.sql<{ id: string }>(`SELECT id FROM core.dead_letter WHERE name = 'submissions.grade-submission'`);
      return letters.length > 0 ? letters : undefined;
    });
    const redriven = await world.alpha.admin.client.post(`/dead-letters/${letter?.id}/redrive`);
    assert.ok(redriven.status < 300, redriven.text);
    await eventually(async () => (await submissionOf(who, id)).score === 100);
    assert.equal(await told(id), 1);
  });
});

describe('a worker that is killed while it grades', { skip: noSandbox }, () => {
  let runner: SwitchedRunner;
  let api: TestServer;
  let world: World;
  const children: ChildProcess[] = [];

  before(async () => {
    api = await startTestServer({ plugins: [], role: 'api' });
    world = await twoTenants(api);
    runner = await SwitchedRunner.start();
  });
  after(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await api.close();
    await runner.close();
  });

  it('leaves the submission to the next one, which grades it once; who waits at the api is answered', async () => {
    const { alpha } = world;
    const { id: exerciseId } = await writeExercise(alpha.teacher.client, { test_cases: [io('1 2', '3')] });
    const env = { ...testEnvironment(api.database), PATH: process.env.PATH, LOG_LEVEL: 'fatal', LECTERN_RUNNER: 'process' };
    const child = spawn(process.execPath, [MAIN, '--role', 'worker'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(child);
    const slow = `import time\ntime.sleep(5)\n${ADD}`;
    const waiting = alpha.student.client.post('/submissions?wait=30', { exercise_id: exerciseId, code: slow });
    const isRunning = `SELECT s.id FROM core.submission s JOIN core.code_run r ON r.user_id = s.student_id WHERE s.status = 'running'`;
    const [row] = await eventually(async () => {
      const rows = await api.sql<{ id: string }>(isRunning);
      return rows.length > 0 ? rows : undefined;
    });
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    // As if the time without a heartbeat had passed.
    await api.sql(`UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`);
    await api.sql(`UPDATE pgboss.queue SET monitor_claim_on = now() - interval '1 hour'`);
    const next = await startTestServer({ plugins: [], role: 'worker', database: api.database, runner });
    try {
      const answer = await waiting;
      const submission = answer.status === 200 ? answer.body : await decided(alpha.student, row?.id ?? '', 60_000);
      assert.deepEqual([submission.status, submission.score], ['evaluated', 100], answer.text);
      await eventually(async () => (await api.sql('SELECT 1 FROM core.progress_event WHERE source_id = $1', [row?.id])).length === 1);
      assert.equal((await api.sql('SELECT 1 FROM core.dead_letter')).length, 0);
    } finally {
      await next.close();
    }
  });
});
