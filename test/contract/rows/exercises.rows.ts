import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { SOLUTION, sums } from '../../exercises/support.js';
import { NOWHERE } from '../../learning/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTests } from './row-trial.js';

const FIELDS = ['created_at', 'description', 'difficulty_level', 'expected_output', 'hints', 'id', 'language', 'starter_code'];
const written = (more: object = {}) => ({ ...sums, title: fresh('Sums'), ...more });
const newExercise = ({ alpha }: ContractWorld, more: object = {}) => made(201, alpha.teacher.client.post('/exercises', written(more)));

export const exercisesRows: RowTests = {
  'S1-20': async ({ world: { alpha, beta }, success, refusal }) => {
    const input = written();
    const { body } = await success(201, alpha.teacher.client.post('/exercises', input));
    for (const field of [...FIELDS, 'test_cases', 'title', 'topic', 'updated_at', 'solution_code']) assert.ok(field in body, field);
    assert.deepEqual([body.title, body.difficulty_level, body.topic], [input.title, 'beginner', sums.topic]);
    assert.equal(body.test_cases.length, 2);
    const old = await success(201, beta.admin.client.post('/exercises/', { title: 'Hello', expected_output: 'Hello' }));
    assert.deepEqual([old.body.language, old.body.test_cases[0].kind, old.body.test_cases[0].input], ['python', 'io', '']);
    await refusal(403, 'FORBIDDEN', alpha.student.client.post('/exercises', input));
    await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/exercises', input));
    await refusal(400, 'VALIDATION_ERROR', beta.teacher.client.post('/exercises', { ...input, difficulty_level: 'brutal' }));
  },
  'S1-21': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const topic = fresh('Topic');
    const { id } = await newExercise(world, { topic });
    await newExercise(world, { topic, status: 'draft', difficulty_level: 'advanced' });
    const { body } = await success(200, alpha.student.client.get(`/exercises?topic=${topic.toUpperCase()}`));
    assert.deepEqual(
      body.map((one: Json) => one.id),
      [id],
    );
    assert.ok(!('solution_code' in body[0]));
    const drafts = await success(200, alpha.teacher.client.get(`/exercises?topic=${topic}&difficulty=advanced`));
    assert.deepEqual(
      drafts.body.map((one: Json) => one.status),
      ['draft'],
    );
    assert.deepEqual((await success(200, beta.teacher.client.get(`/exercises?topic=${topic}`))).body, []);
    await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get('/exercises?difficulty=5'));
    await refusal(401, 'UNAUTHENTICATED', beta.nobody.get('/exercises'));
  },
  'S1-22': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const { id } = await newExercise(world);
    const { body, text } = await success(200, alpha.student.client.get(`/exercises/${id}`));
    assert.deepEqual([body.id, body.hint_count, body.hints], [id, 2, []]);
    assert.deepEqual(body.test_cases[1], { id: 'large', name: 'Large', hidden: true, weight: 3 });
    assert.ok(!('solution_code' in body) && !text.includes('300'));
    const staff = await success(200, alpha.teacher.client.get(`/exercises/${id}`));
    assert.equal(staff.body.test_cases[1].expected_output, '300\n');
    const draft = await newExercise(world, { solution_code: SOLUTION, status: 'draft' });
    assert.equal((await success(200, alpha.admin.client.get(`/exercises/${draft.id}`))).body.solution_code, SOLUTION);
    await refusal(404, 'EXERCISE_NOT_FOUND', alpha.student.client.get(`/exercises/${draft.id}`));
    await refusal(404, 'EXERCISE_NOT_FOUND', beta.teacher.client.get(`/exercises/${id}`));
    await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get('/exercises/first'));
  },
  'S1-23': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const { id } = await newExercise(world);
    const { body } = await success(200, alpha.teacher.client.put(`/exercises/${id}`, { title: 'Changed' }));
    assert.deepEqual([body.title, body.topic, body.version], ['Changed', sums.topic, 1]);
    const graded = await success(200, alpha.admin.client.put(`/exercises/${id}`, { test_cases: [{ expected_output: '1' }] }));
    assert.equal(graded.body.version, 2);
    await refusal(403, 'FORBIDDEN', alpha.student.client.put(`/exercises/${id}`, { title: 'Mine' }));
    await refusal(404, 'EXERCISE_NOT_FOUND', beta.teacher.client.put(`/exercises/${id}`, { title: 'Theirs' }));
    await refusal(400, 'VALIDATION_ERROR', alpha.teacher.client.put(`/exercises/${id}`, { test_cases: [] }));
  },
  'S1-24': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const { id } = await newExercise(world);
    await refusal(403, 'FORBIDDEN', alpha.student.client.delete(`/exercises/${id}`));
    await refusal(404, 'EXERCISE_NOT_FOUND', beta.teacher.client.delete(`/exercises/${id}`));
    await success(204, alpha.teacher.client.delete(`/exercises/${id}`));
    assert.equal((await alpha.student.client.get(`/exercises/${id}`)).body.error_code, 'EXERCISE_NOT_FOUND');
    await refusal(404, 'EXERCISE_NOT_FOUND', alpha.teacher.client.delete(`/exercises/${NOWHERE}`));
  },
};
