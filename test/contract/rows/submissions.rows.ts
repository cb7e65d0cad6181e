import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson } from '../../../src/testing/world.js';
import { NOWHERE } from '../../learning/support.js';
import { echoExercise, submit } from '../../submissions/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('coder'));

/** Queued at once; graded where there is a sandbox (`test/submissions`). */
const handIn: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const exerciseId = await echoExercise(alpha.teacher.client);
  const { body } = await success(202, submit(learner, exerciseId, 'print(input())', { language: 'python' }));
  assert.deepEqual([body.exercise_id, body.student_id, body.language, body.code], [exerciseId, learner.id, 'python', 'print(input())']);
  assert.deepEqual([body.attempt, body.score, body.feedback, body.results], [1, null, null, []]);
  assert.ok(['queued', 'running'].includes(body.status));
  assert.equal((await success(202, submit(learner, exerciseId, 'print(2)'))).body.attempt, 2);
  await refusal(400, 'VALIDATION_ERROR', submit(learner, exerciseId, 'print(1)', { language: 'cobol' }));
  await refusal(400, 'VALIDATION_ERROR', submit(learner, exerciseId, ''));
  await refusal(404, 'EXERCISE_NOT_FOUND', submit(learner, NOWHERE, 'print(1)'));
  await refusal(404, 'EXERCISE_NOT_FOUND', submit(beta.student, exerciseId, 'print(1)'));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/submissions', { exercise_id: exerciseId, code: '1' }));
};

const one: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const exerciseId = await echoExercise(alpha.teacher.client);
  const { id } = await made(202, submit(alpha.student, exerciseId, 'print(1)'));
  for (const reader of [alpha.student, alpha.parent, alpha.teacher, alpha.admin])
    assert.equal((await success(200, reader.client.get(`/submissions/${id}`))).body.code, 'print(1)');
  for (const stranger of [await newLearner(world), beta.admin])
    await refusal(404, 'SUBMISSION_NOT_FOUND', stranger.client.get(`/submissions/${id}`));
  await refusal(404, 'SUBMISSION_NOT_FOUND', alpha.student.client.get(`/submissions/${NOWHERE}`));
  await made(200, alpha.teacher.client.put(`/submissions/${id}/evaluate`, { score: 1 }));
};

const ofStudent: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const [first, second] = [await echoExercise(alpha.teacher.client), await echoExercise(alpha.teacher.client)];
  const handedIn: string[] = [];
  for (const exerciseId of [first, second, second]) handedIn.unshift((await made(202, submit(learner, exerciseId, 'print(1)'))).id);
  const path = `/submissions?student_id=${learner.id}`;
  const idsOf = (body: Json): string[] => body.map(({ id }: Json) => id);
  for (const reader of [learner, alpha.admin]) assert.deepEqual(idsOf((await success(200, reader.client.get(path))).body), handedIn);
  const some = await success(200, learner.client.get(`${path}&exercise_id=${second}&limit=1&count=exact`));
  assert.deepEqual([idsOf(some.body), some.headers.get('x-total-count')], [handedIn.slice(0, 1), '2']);
  for (const stranger of [alpha.teacher, alpha.student, beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
  await refusal(400, 'VALIDATION_ERROR', learner.client.get('/submissions?status=perfect'));
};

/** Everybody's for staff, of whom they teach; for learners their own. */
const ofExercise: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const stranger = await newLearner(world);
  const exerciseId = await echoExercise(alpha.teacher.client);
  const { id: taught } = await made(202, submit(alpha.student, exerciseId, 'print(1)'));
  const { id: untaught } = await made(202, submit(stranger, exerciseId, 'print(2)'));
  const path = `/submissions?exercise_id=${exerciseId}`;
  const seenBy = async (reader: { client: ContractWorld['operator'] }) =>
    (await success(200, reader.client.get(path))).body.map(({ id }: Json) => id);
  assert.deepEqual(await seenBy(alpha.admin), [untaught, taught]);
  assert.deepEqual(await seenBy(alpha.teacher), [taught]);
  assert.deepEqual(await seenBy(alpha.student), [taught]);
  assert.deepEqual(await seenBy(stranger), [untaught]);
  assert.deepEqual(await seenBy(beta.admin), []);
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(path));
  await refusal(400, 'VALIDATION_ERROR', alpha.teacher.client.get('/submissions?exercise_id=first'));
  await made(200, alpha.teacher.client.put(`/submissions/${taught}/evaluate`, { score: 1 }));
};

const evaluate: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const exerciseId = await echoExercise(alpha.teacher.client);
  const { id } = await made(202, submit(alpha.student, exerciseId, 'print(1)'));
  const path = `/submissions/${id}/evaluate`;
  const { body } = await success(200, alpha.teacher.client.put(path, { score: 85, feedback: 'Nice.', status: 'evaluated' }));
  assert.deepEqual([body.id, body.score, body.feedback, body.status, body.trust], [id, 85, 'Nice.', 'evaluated', 'staff']);
  assert.equal((await made(200, alpha.student.client.get(`/submissions/${id}`))).score, 85);
  for (const learner of [alpha.student, alpha.parent]) await refusal(403, 'FORBIDDEN', learner.client.put(path, { score: 100 }));
  await refusal(404, 'SUBMISSION_NOT_FOUND', beta.admin.client.put(path, { score: 100 }));
  for (const wrong of [{ score: 101 }, {}, { status: 'running' }, { status: 'queued', score: 1 }])
    await refusal(400, 'VALIDATION_ERROR', alpha.teacher.client.put(path, wrong));
};

export const submissionsRows: RowTests = {
  'S0-10': handIn,
  'S1-25': handIn,
  'S1-26': one,
  'S1-27': ofStudent,
  'S1-28': ofExercise,
  'S1-29': evaluate,
};
