import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { Retention } from '../../src/platform/retention/retention.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { ADD, decided, io, submissionOf, submit, submitAndWait, writeExercise } from './support.js';
import { gradingSchools, type GradingSchools } from './grading-schools.js';
import { SwitchedRunner } from './switched-runner.js';

const SECRET = '987654321';

describe('grading', { skip: noSandbox }, () => {
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
  const write = (fields: object) => writeExercise(world.alpha.teacher.client, fields);
  const evaluationsOf = (id: string) =>
    server.sql<{ score: number }>(`SELECT score FROM core.progress_event WHERE source_id = $1 ORDER BY position`, [id]);
  const standing = async (who: Person, exerciseId: string): Promise<Json> =>
    (await expectStatus(200, who.client.get(`/progress/${who.id}`))).body.exercises.find(({ exercise_id: id }: Json) => id === exerciseId);

  it('gives points by weight, says what is wrong in visible tests, and of hidden ones nothing', async () => {
    const who = await learner('half-right');
    const { id: exerciseId } = await write({
      test_cases: [io('1 2', '3', { weight: 2 }), io('2 2', '5', { weight: 1 }), io('3 3', SECRET, { name: 'A hidden one', hidden: true })],
    });
    const { status, body, text } = await submitAndWait(who, exerciseId, ADD);
    assert.deepEqual([status, body.status, body.score, body.trust], [200, 'evaluated', 50, 'server_graded'], text);
    assert.deepEqual(
      body.results.map(({ passed, hidden }: Json) => [passed, hidden]),
      [
        [true, false],
        [false, false],
        [false, true],
      ],
    );
    const [, wrong, hidden] = body.results;
    assert.deepEqual([wrong.stdout.trim(), wrong.expected_output], ['4', '5']);
    assert.deepEqual([hidden.stdout, hidden.expected_output, hidden.message], [null, null, null]);
    assert.match(body.feedback, /2 gives 5/);
    assert.doesNotMatch(text, new RegExp(SECRET));
    assert.equal((await submissionOf(world.alpha.admin, body.id)).results[2].expected_output, SECRET);
  });

  it('counts attempts and the best score in progress, each submission once', async () => {
    const who = await learner('better-and-better');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3'), io('2 2', '4')] });
    const scores: number[] = [];
    for (const code of ['print(3)', ADD, 'print(5)']) scores.push((await submitAndWait(who, exerciseId, code)).body.score);
    assert.deepEqual(scores, [50, 100, 0]);
    const {
      attempts,
      best_score: best,
      status,
    } = await eventually(async () => {
      const progress = await standing(who, exerciseId);
      return progress?.attempts === 3 && progress;
    });
    assert.deepEqual([attempts, best, status], [3, 100, 'mastered']);
  });

  it('tells what a program does wrong as its own fault, and takes hints off', async () => {
    const who = await learner('hinted');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3')], hints: [{ text: 'Add them.', cost: 15 }] });
    assert.match((await submitAndWait(who, exerciseId, 'raise ValueError("no")')).body.feedback, /ValueError/);
    await expectStatus(201, who.client.post(`/exercises/${exerciseId}/hints`, {})).catch(() =>
      expectStatus(200, who.client.post(`/exercises/${exerciseId}/hints`, {})),
    );
    const { body } = await submitAndWait(who, exerciseId, ADD);
    assert.deepEqual([body.score, body.hint_cost], [85, 15]);
  });

  it('leaves a submission whose exercise was deleted with a word about it', async () => {
    const who = await learner('left-over');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3')] });
    runner.away = true;
    const { id } = (await expectStatus(202, submit(who, exerciseId, ADD))).body;
    await eventually(
      async () =>
        (await server.sql(`SELECT 1 FROM core.job WHERE waiting_for = 'sandbox' AND input ->> 'submission_id' = $1`, [id])).length > 0,
    );
    await expectStatus(204, world.alpha.teacher.client.delete(`/exercises/${exerciseId}`));
    runner.away = false;
    const submission = await decided(who, id);
    assert.deepEqual([submission.status, submission.score], ['error', null]);
    assert.match(submission.feedback, /deleted/);
    assert.equal((await evaluationsOf(id)).length, 0);
  });

  it('lets the word of staff stand before that of the tests, until it is taken back', async () => {
    const who = await learner('corrected');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3')] });
    const { id, feedback: byTests } = (await submitAndWait(who, exerciseId, 'print(4)')).body;
    const { client } = world.alpha.admin;
    const praised = (await expectStatus(200, client.put(`/submissions/${id}/evaluate`, { feedback: 'A good try.' }))).body;
    assert.deepEqual([praised.score, praised.trust, praised.feedback], [0, 'server_graded', 'A good try.']);
    const scored = await expectStatus(200, client.put(`/submissions/${id}/evaluate`, { score: 60, feedback: null }));
    assert.deepEqual([scored.body.score, scored.body.feedback], [60, byTests], 'what the tests said, again');
    const again = (await expectStatus(200, client.put(`/submissions/${id}/evaluate`, { status: 'queued' }))).body;
    assert.deepEqual([again.status, again.score, again.feedback], ['queued', null, null]);
    const graded = await decided(who, id);
    assert.deepEqual([graded.score, graded.trust], [0, 'server_graded']);
    await eventually(async () => (await evaluationsOf(id)).length === 3);
    assert.deepEqual(
      (await evaluationsOf(id)).map(({ score }) => score),
      [0, 60, 0],
    );
    assert.equal((await standing(who, exerciseId)).attempts, 1);
  });

  it('waits for a runner that has what the tests need', async () => {
    const who = await learner('ahead');
    const call = { kind: 'function', input: { function: 'add', arguments: [1, 2] }, expected_output: 3 };
    const { id: exerciseId } = await write({ test_cases: [call] });
    // The driver of this test runs programs, not calls.
    const { id } = (await expectStatus(202, submit(who, exerciseId, 'def add(a, b): return a + b'))).body;
    const job = await eventually(async () => {
      const sql = `SELECT waiting_for, attempts FROM core.job WHERE input ->> 'submission_id' = $1 AND status = 'queued' AND deferrals > 0`;
      return (await server.sql<{ waiting_for: string; attempts: number }>(sql, [id]))[0];
    });
    assert.deepEqual(job, { waiting_for: 'sandbox', attempts: 0 });
    assert.equal((await submissionOf(who, id)).status, 'queued');
  });

  it('forgets what single tests said after more than a year, and nothing else', async () => {
    const who = await learner('long-ago');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3')] });
    const [old, recent] = [(await submitAndWait(who, exerciseId, ADD)).body, (await submitAndWait(who, exerciseId, ADD)).body];
    await server.sql(`UPDATE core.submission SET evaluated_at = now() - interval '500 days' WHERE id = $1`, [old.id]);
    await server.get(Retention).purge();
    assert.deepEqual(await submissionOf(who, old.id), { ...old, results: [] });
    assert.deepEqual(await submissionOf(who, recent.id), recent);
  });

  it('heeds If-Match on evaluations', async () => {
    const who = await learner('matched');
    const { id: exerciseId } = await write({ test_cases: [io('1 2', '3')] });
    const { id } = (await submitAndWait(who, exerciseId, ADD)).body;
    const { client } = world.alpha.admin;
    const etag = (await client.get(`/submissions/${id}`)).headers.get('etag') ?? '';
    await expectStatus(200, client.put(`/submissions/${id}/evaluate`, { score: 99 }, { 'if-match': etag }));
    await expectStatus(412, client.put(`/submissions/${id}/evaluate`, { score: 98 }, { 'if-match': etag }));
  });
});
