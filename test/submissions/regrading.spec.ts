import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from '../learning/support.js';
import { ADD, io, submissionOf, submitAndWait, writeExercise } from './support.js';
import { gradingSchools, type GradingSchools } from './grading-schools.js';
import { SwitchedRunner } from './switched-runner.js';

describe('regrading an exercise', { skip: noSandbox }, () => {
  let schools: GradingSchools;
  let runner: SwitchedRunner;
  let server: TestServer;
  let world: World;

  before(async () => {
    schools = await gradingSchools();
    ({ runner, server, world } = schools);
  });
  after(() => schools.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const done = (id: string): Promise<Json> =>
    eventually(async () => {
      const { body } = await world.alpha.teacher.client.get(`/jobs/${id}`);
      return ['completed', 'failed'].includes(body.status) && body;
    });
  const regrade = async (exerciseId: string, body?: object): Promise<Json> =>
    done((await expectStatus(202, world.alpha.teacher.client.post(`/exercises/${exerciseId}/regrade`, body))).body.id);
  const eventsOf = async (id: string): Promise<number> =>
    (await server.sql('SELECT 1 FROM core.progress_event WHERE source_id = $1', [id])).length;

  it('grades by the tests as they are now, tells only what changed, and leaves what staff said', async () => {
    const { client } = world.alpha.teacher;
    const exercise = await writeExercise(client, { test_cases: [io('1 2', '4')] });
    const [right, wrong, praised] = [await learner('right'), await learner('wrong'), world.alpha.student];
    const [first, second, third] = await Promise.all([
      submitAndWait(right, exercise.id, ADD),
      submitAndWait(wrong, exercise.id, 'print(7)'),
      submitAndWait(praised, exercise.id, ADD),
    ]);
    assert.deepEqual([first.body.score, second.body.score], [0, 0]);
    await expectStatus(200, client.put(`/submissions/${third.body.id}/evaluate`, { score: 42 }));
    await expectStatus(200, client.patch(`/exercises/${exercise.id}`, { test_cases: [io('1 2', '3')] }));
    const expected = { submissions: 3, changed: 1, raised: 1, lowered: 0, kept: 1, failed: 0 };
    assert.deepEqual((await regrade(exercise.id, { dry_run: true })).result, expected);
    assert.equal((await submissionOf(right, first.body.id)).score, 0);
    assert.equal((await server.sql('SELECT 1 FROM core.submission_regrade')).length, 0, 'a trial leaves nothing');
    const job = await regrade(exercise.id);
    assert.deepEqual([job.status, job.progress, job.result], ['completed', 1, expected], job.error);
    const graded = await submissionOf(right, first.body.id);
    assert.deepEqual([graded.score, graded.exercise_version > first.body.exercise_version], [100, true]);
    assert.equal((await submissionOf(wrong, second.body.id)).score, 0);
    const kept = await submissionOf(praised, third.body.id);
    assert.deepEqual([kept.score, kept.trust, kept.results[0].passed], [42, 'staff', true]);
    await eventually(async () => (await eventsOf(first.body.id)) === 2);
    assert.equal(await eventsOf(second.body.id), 1);
    assert.deepEqual((await regrade(exercise.id)).result, { ...expected, changed: 0, raised: 0 });
    assert.equal(await eventsOf(first.body.id), 2);
    const audits = await server.sql(`SELECT 1 FROM core.audit_event WHERE action = 'submissions.regraded' AND target_id = $1`, [
      first.body.id,
    ]);
    assert.equal(audits.length, 1);
  });

  it('lets others have their turn, and is called off when it is not wanted any more', async () => {
    const exercise = await writeExercise(world.alpha.teacher.client, { test_cases: [io('1 2', '3')] });
    const slow = `import time\ntime.sleep(1.5)\n${ADD}`;
    const who = await learner('slow');
    for (let n = 0; n < 4; n += 1) await submitAndWait(who, exercise.id, slow);
    const job = await regrade(exercise.id);
    assert.deepEqual([job.status, job.result.submissions], ['completed', 4], job.error);
    const [row] = await server.sql<{ deferrals: number }>('SELECT deferrals FROM core.job WHERE id = $1', [job.id]);
    assert.ok((row?.deferrals ?? 0) > 0);
    const { id } = (await expectStatus(202, world.alpha.teacher.client.post(`/exercises/${exercise.id}/regrade`, {}))).body;
    await eventually(async () => (await world.alpha.teacher.client.get(`/jobs/${id}`)).body.status === 'running');
    const called = await world.alpha.teacher.client.post(`/jobs/${id}/cancel`);
    assert.ok(called.status < 300, called.text);
    await eventually(async () => (await world.alpha.teacher.client.get(`/jobs/${id}`)).body.status === 'cancelled');
  });

  it('waits for the sandbox, and goes on where it was', async () => {
    const exercise = await writeExercise(world.alpha.teacher.client, { test_cases: [io('1 2', '3')] });
    const who = await learner('patient');
    for (let n = 0; n < 3; n += 1) await submitAndWait(who, exercise.id, ADD);
    runner.away = true;
    const { id } = (await expectStatus(202, world.alpha.teacher.client.post(`/exercises/${exercise.id}/regrade`, {}))).body;
    await eventually(async () => (await world.alpha.teacher.client.get(`/jobs/${id}`)).body.waiting_for === 'sandbox');
    runner.away = false;
    // As if its wait were over.
    await server.sql(`UPDATE pgboss.job SET start_after = now() WHERE data ->> 'job_id' = $1 AND state < 'active'`, [id]);
    const job = await done(id);
    assert.deepEqual([job.status, job.result.submissions], ['completed', 3]);
  });

  it('is for staff, of exercises that are there', async () => {
    const exercise = await writeExercise(world.alpha.teacher.client, { test_cases: [io('1 2', '3')] });
    const { alpha, beta } = world;
    assert.equal((await alpha.student.client.post(`/exercises/${exercise.id}/regrade`, {})).status, 403);
    for (const missing of [
      alpha.teacher.client.post(`/exercises/${NOWHERE}/regrade`, {}),
      beta.teacher.client.post(`/exercises/${exercise.id}/regrade`, {}),
    ])
      assert.equal((await expectStatus(404, missing)).body.error_code, 'EXERCISE_NOT_FOUND');
  });
});
