import assert from 'node:assert/strict';
import { newId } from '../../../src/sdk/ids.js';
import { addPerson } from '../../../src/testing/world.js';
import { eventually } from '../../../src/testing/eventually.js';
import { evaluated, log } from '../../learning/analytics-support.js';
import { NOWHERE } from '../../learning/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = ({ server, alpha }: ContractWorld) => addPerson(server, alpha, 'student', fresh('learner'));

/** The student completes one exercise and tries another. */
const twoExercises = async ({ server, alpha }: ContractWorld, studentId: string): Promise<readonly [string, string]> => {
  const [done, tried] = [newId(), newId()];
  await log(server, alpha.id, [...evaluated(studentId, done, 60, 92), ...evaluated(studentId, tried, 30)]);
  const told = () => server.sql('SELECT 1 FROM core.learner_standing WHERE user_id = $1 AND exercises_tried >= 2', [studentId]);
  await eventually(async () => (await told()).length > 0);
  return [done, tried];
};

const studentProgress: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const who = await newLearner(world);
  const [done] = await twoExercises(world, who.id);
  const path = `/analytics/students/${who.id}/progress`;
  const { body } = await success(200, who.client.get(path));
  assert.deepEqual([body.student_id, body.exercises_completed, body.exercises_mastered, body.exercises_in_progress], [who.id, 1, 1, 1]);
  const best = body.exercises.find((one: { exercise_id: string }) => one.exercise_id === done);
  assert.deepEqual([best.status, best.attempts, best.best_score], ['mastered', 2, 92]);
  await success(200, alpha.admin.client.get(path));
  for (const stranger of [alpha.teacher, beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
};

const studentStats: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const who = await newLearner(world);
  await twoExercises(world, who.id);
  const path = `/analytics/students/${who.id}/stats`;
  const { body } = await success(200, who.client.get(path));
  assert.deepEqual([body.exercises_completed, body.average_score, body.total_attempts], [1, 61, 3]);
  for (const reader of [alpha.student, alpha.teacher, alpha.parent]) {
    await success(200, reader.client.get(`/analytics/students/${alpha.student.id}/stats`));
    await refusal(404, 'USER_NOT_FOUND', reader.client.get(path));
  }
  await refusal(404, 'USER_NOT_FOUND', beta.student.client.get(path));
};

const exerciseStats: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const [done] = await twoExercises(world, (await newLearner(world)).id);
  const path = `/analytics/exercises/${done}/stats`;
  const { body } = await success(200, alpha.teacher.client.get(path));
  const figures = { exercise_id: done, students: 1, attempts: 2 };
  assert.deepEqual(body, { ...figures, completion_rate: 1, mastery_rate: 1, average_score: 92 });
  const few = { ...figures, completion_rate: null, mastery_rate: null, average_score: null };
  assert.deepEqual((await success(200, alpha.student.client.get(path))).body, few);
  await refusal(404, 'EXERCISE_NOT_FOUND', beta.teacher.client.get(path));
  await refusal(404, 'EXERCISE_NOT_FOUND', alpha.student.client.get(`/analytics/exercises/${NOWHERE}/stats`));
};

const leaderboard: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const who = await newLearner(world);
  await twoExercises(world, who.id);
  const { body } = await success(200, alpha.student.client.get('/analytics/leaderboard?limit=200'));
  const { rank, ...row } = body.find((one: { user_id: string }) => one.user_id === who.id);
  assert.ok(rank >= 1);
  assert.equal(typeof row.display_name, 'string');
  assert.deepEqual([row.exercises_completed, row.average_score], [1, 61]);
  assert.deepEqual((await success(200, beta.student.client.get('/analytics/leaderboard'))).body, []);
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get('/analytics/leaderboard?limit=0'));
  await made(200, beta.admin.client.patch('/tenant', { policies: { leaderboard: 'off' } }));
  await refusal(403, 'FORBIDDEN', beta.student.client.get('/analytics/leaderboard'));
  await made(200, beta.admin.client.patch('/tenant', { policies: { leaderboard: 'names' } }));
};

const overview: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { body } = await success(200, alpha.teacher.client.get('/analytics/overview?from=2026-01-01&to=2026-12-31'));
  assert.deepEqual(Object.keys(body), ['from', 'to', 'learners', 'engagement', 'content', 'adoption']);
  assert.deepEqual([body.from, body.to], ['2026-01-01', '2026-12-31']);
  await success(200, beta.admin.client.get('/analytics/overview'));
  await refusal(403, 'FORBIDDEN', alpha.student.client.get('/analytics/overview'));
  await refusal(400, 'VALIDATION_ERROR', alpha.admin.client.get('/analytics/overview?from=2026-01-02&to=2026-01-01'));
};

export const analyticsRows: RowTests = {
  'S1-36': studentProgress,
  'S1-37': studentStats,
  'S1-38': exerciseStats,
  'S1-39': leaderboard,
  'S2-overview': overview,
};
