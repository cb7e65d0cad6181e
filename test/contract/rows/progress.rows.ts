import assert from 'node:assert/strict';
import { addPerson } from '../../../src/testing/world.js';
import { writeCourse } from '../../learning/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('learner'));
const newCourse = ({ alpha }: ContractWorld) => writeCourse(alpha.teacher.client, { title: fresh('Course'), chapters: 4 });

const completeChapter: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const { id, chapterIds } = await newCourse(world);
  const path = (chapterId = '', userId = learner.id) => `/progress/${userId}/courses/${id}/chapters/${chapterId}`;
  const { body } = await success(200, learner.client.post(path(chapterIds[1])));
  assert.deepEqual(Object.keys(body), ['message', 'progress']);
  assert.deepEqual([body.progress.user_id, body.progress.course_id], [learner.id, id]);
  assert.deepEqual([body.progress.completed_chapters, body.progress.completion_percentage], [[chapterIds[1]], 25]);
  assert.equal(body.progress.streak_days, 1);
  const again = await success(200, learner.client.post(path(chapterIds[1])));
  assert.deepEqual(again.body.progress, body.progress, 'once, ever');
  await refusal(404, 'USER_NOT_FOUND', alpha.parent.client.post(path(chapterIds[0], alpha.student.id)));
  await refusal(404, 'USER_NOT_FOUND', beta.student.client.post(path(chapterIds[0])));
  await refusal(404, 'COURSE_NOT_FOUND', beta.student.client.post(path(chapterIds[0], beta.student.id)));
  const other = await newCourse(world);
  await refusal(404, 'CHAPTER_NOT_FOUND', learner.client.post(path(other.chapterIds[0])));
};

const ofCourse: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, chapterIds } = await newCourse(world);
  const path = `/progress/${alpha.student.id}/courses/${id}`;
  const untouched = await success(200, alpha.student.client.get(path));
  assert.deepEqual([untouched.body.completed_chapters, untouched.body.completion_percentage], [[], 0]);
  const { progress } = await made(200, alpha.student.client.post(`${path}/chapters/${chapterIds[0]}`));
  for (const reader of [alpha.student, alpha.parent, alpha.teacher, alpha.admin])
    assert.deepEqual((await success(200, reader.client.get(path))).body, progress);
  assert.deepEqual([progress.completed_chapters, progress.completion_percentage, progress.quiz_scores], [[chapterIds[0]], 25, {}]);
  for (const stranger of [await newLearner(world), beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
};

const ofAllCourses: RowTest = async ({ world, success, refusal }) => {
  const { beta } = world;
  const learner = await newLearner(world);
  const path = `/progress/${learner.id}/courses`;
  assert.deepEqual((await success(200, learner.client.get(path))).body, []);
  const begun = [];
  for (const { id, chapterIds } of [await newCourse(world), await newCourse(world)])
    begun.push((await made(200, learner.client.post(`${path}/${id}/chapters/${chapterIds[0]}`))).progress);
  const { body } = await success(200, learner.client.get(path));
  assert.deepEqual(new Set(body), new Set(begun));
  await refusal(404, 'USER_NOT_FOUND', beta.teacher.client.get(path));
  await refusal(401, 'UNAUTHENTICATED', beta.nobody.get(path));
};

const resetStreak: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const { id, chapterIds } = await newCourse(world);
  const course = `/progress/${learner.id}/courses/${id}`;
  const path = `/progress/${learner.id}/streak/reset`;
  assert.equal((await made(200, learner.client.post(`${course}/chapters/${chapterIds[0]}`))).progress.streak_days, 1);
  await refusal(404, 'USER_NOT_FOUND', beta.student.client.put(path));
  await refusal(404, 'USER_NOT_FOUND', alpha.parent.client.put(`/progress/${alpha.student.id}/streak/reset`));
  const { body } = await success(200, learner.client.put(path));
  assert.equal(typeof body.message, 'string');
  assert.deepEqual([body.streak.current_days, body.streak.longest_days], [0, 1], 'the longest is kept');
  assert.equal((await made(200, learner.client.get(course))).streak_days, 0);
  const second = await refusal(429, 'RATE_LIMITED', learner.client.put(path));
  assert.equal(String(second.body.retry_after), second.headers.get('retry-after'));
};

const sayHowFar: RowTest = async ({ world, success, refusal }) => {
  const { beta } = world;
  const learner = await newLearner(world);
  const { id, chapterIds } = await newCourse(world);
  const path = `/progress/me/courses/${id}`;
  const { body } = await success(200, learner.client.put(path, { completed_chapters: [chapterIds[2], chapterIds[0]] }));
  assert.deepEqual([body.user_id, body.course_id], [learner.id, id]);
  assert.deepEqual([body.completed_chapters, body.completion_percentage], [[chapterIds[0], chapterIds[2]], 50]);
  assert.equal((await success(200, learner.client.put(path, { percent: 80 }))).body.completion_percentage, 80);
  assert.equal((await success(200, learner.client.put(path, { percent: 10 }))).body.completion_percentage, 50, 'chapters count');
  const other = await newCourse(world);
  const unknown = await refusal(400, 'VALIDATION_ERROR', learner.client.put(path, { completed_chapters: [other.chapterIds[0]] }));
  assert.deepEqual(Object.keys(unknown.body.errors), ['completed_chapters.0']);
  await refusal(400, 'VALIDATION_ERROR', learner.client.put(path, {}));
  await refusal(404, 'COURSE_NOT_FOUND', beta.student.client.put(path, { percent: 1 }));
};

const recordOf = (studentId: string) => ({
  ...{ student_id: studentId, subject: 'Maths', topic: fresh('Fractions') },
  ...{ score: 87.5, time_spent: 900, completed: true },
});

const addRecord: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const input = recordOf(alpha.student.id);
  const path = '/progress/records';
  for (const [who, trust] of [
    [alpha.student, 'client_asserted'],
    [alpha.parent, 'client_asserted'],
    [alpha.teacher, 'staff'],
  ] as const) {
    const { body } = await success(201, who.client.post(path, input));
    assert.deepEqual(Object.keys(body), ['id', ...Object.keys(input), 'trust', 'created_at']);
    assert.deepEqual(body, { ...body, ...input, trust });
  }
  for (const score of [-1, 100.5]) await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post(path, { ...input, score }));
  await refusal(404, 'USER_NOT_FOUND', beta.teacher.client.post(path, input));
  await refusal(404, 'USER_NOT_FOUND', (await newLearner(world)).client.post(path, input));
};

const summary: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const path = `/progress/${learner.id}`;
  const empty = { courses: [], subjects: [], exercises: [], mastery: [] };
  const none = { current_days: 0, longest_days: 0, last_active_on: null };
  assert.deepEqual((await success(200, learner.client.get(path))).body, { user_id: learner.id, ...empty, streak: none });
  const { id, chapterIds } = await newCourse(world);
  const { progress } = await made(200, learner.client.post(`${path}/courses/${id}/chapters/${chapterIds[0]}`));
  const record = await made(201, learner.client.post('/progress/records', recordOf(learner.id)));
  const { body } = await success(200, alpha.admin.client.get(path));
  const { updated_at: _, last_accessed: __, ...course } = progress;
  assert.partialDeepStrictEqual(body.courses, [course]);
  const topic = { topic: record.topic, records: 1, average_score: 87.5, time_spent: 900, completed: true };
  assert.deepEqual(body.subjects, [{ subject: 'Maths', topics: [topic] }]);
  assert.deepEqual([body.streak.current_days, body.streak.longest_days], [1, 1]);
  for (const stranger of [await newLearner(world), beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
  await refusal(401, 'UNAUTHENTICATED', beta.nobody.get(path));
};

export const progressRows: RowTests = {
  'S0-7': sayHowFar,
  'S0-8': summary,
  'S2-50': completeChapter,
  'S2-51': ofCourse,
  'S2-52': ofAllCourses,
  'S2-53': resetStreak,
  'S3-66': addRecord,
  'S3-67': summary,
};
