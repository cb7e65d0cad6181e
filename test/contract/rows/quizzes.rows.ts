import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson } from '../../../src/testing/world.js';
import { NOWHERE } from '../../learning/support.js';
import { answersTo, submit, writeQuiz } from '../../quizzes/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('quizzed'));

/** Open to everybody unless premium; never with keys. */
const one: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, courseId } = await writeQuiz(alpha.teacher.client);
  const { body, text } = await success(200, alpha.student.client.get(`/quizzes/${id}`));
  assert.deepEqual([body.id, body.course_id, body.title, body.passing_score], [id, courseId, 'Quiz', 0.7]);
  assert.deepEqual(
    body.questions.map(({ question, options }: Json) => [question, options]),
    ['One?', 'Two?', 'Three?'].map((question) => [question, ['right', 'wrong', 'worse']]),
  );
  assert.doesNotMatch(text, /correct_answer|explanation|accepted_answers|tolerance/);
  assert.deepEqual((await success(200, alpha.nobody.get(`/quizzes/${id}`))).body, body);
  const premium = await writeQuiz(alpha.teacher.client, { courseId, premium: true });
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(`/quizzes/${premium.id}`));
  const learner = await newLearner(world);
  await refusal(403, 'PREMIUM_REQUIRED', learner.client.get(`/quizzes/${premium.id}`));
  await made(200, alpha.admin.client.put(`/users/${learner.id}/subscription`, { plan_type: 'premium' }));
  await success(200, learner.client.get(`/quizzes/${premium.id}`));
  await refusal(404, 'QUIZ_NOT_FOUND', beta.student.client.get(`/quizzes/${id}`));
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get('/quizzes/first'));
};

const handIn: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const { id, courseId, questionIds } = await writeQuiz(alpha.teacher.client);
  const { body } = await success(200, submit(learner, id, answersTo(questionIds, ['right', 'right', 'worse'])));
  assert.deepEqual([body.quiz_id, body.score, body.passed, body.passing_score], [id, 2 / 3, false, 0.7]);
  assert.deepEqual([body.correct_count, body.total_questions, body.results.length], [2, 3, 3]);
  assert.deepEqual(body.results[2], {
    question_id: questionIds[2],
    correct: false,
    answer: 'worse',
    correct_answer: 'right',
    explanation: 'Why Three?',
  });
  const progress = await made(200, learner.client.get(`/progress/${learner.id}/courses/${courseId}`));
  assert.deepEqual(progress.quiz_scores, { [id]: 2 / 3 });
  await refusal(400, 'VALIDATION_ERROR', submit(learner, id, { [NOWHERE]: 'right' }));
  await refusal(400, 'VALIDATION_ERROR', submit(learner, id, {}, { score: 1 }));
  await refusal(404, 'QUIZ_NOT_FOUND', submit(beta.student, id, answersTo(questionIds, 'right')));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/quizzes/submit', { quiz_id: id, answers: {} }));
  const once = await writeQuiz(alpha.teacher.client, { max_attempts: 1 });
  await success(200, submit(learner, once.id, {}));
  await refusal(409, 'ATTEMPTS_EXHAUSTED', submit(learner, once.id, {}));
  const closed = await writeQuiz(alpha.teacher.client, { closes_at: '2020-01-01T00:00:00Z' });
  await refusal(409, 'QUIZ_CLOSED', submit(learner, closed.id, {}));
};

const attempts: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { student } = alpha;
  const { id, questionIds } = await writeQuiz(alpha.teacher.client);
  const path = `/quizzes/attempts/${student.id}/${id}`;
  assert.deepEqual((await success(200, student.client.get(path))).body, []);
  const answers = answersTo(questionIds, ['right', 'wrong', 'wrong']);
  const result = await made(200, submit(student, id, answers));
  const { body } = await success(200, student.client.get(path));
  const [{ status, earlier_grades: earlier, ...attempt }] = body;
  assert.deepEqual([body.length, status, earlier], [1, 'graded', []]);
  assert.deepEqual(attempt, {
    id: result.attempt_id,
    user_id: student.id,
    quiz_id: id,
    answers,
    score: 1 / 3,
    passed: false,
    completed_at: result.completed_at,
  });
  for (const reader of [alpha.parent, alpha.teacher, alpha.admin])
    assert.deepEqual((await success(200, reader.client.get(path))).body, body);
  for (const stranger of [await newLearner(world), beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
  await refusal(404, 'QUIZ_NOT_FOUND', student.client.get(`/quizzes/attempts/${student.id}/${NOWHERE}`));
};

const ofCourse: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const open = await writeQuiz(alpha.teacher.client);
  const { courseId } = open;
  const timed = await writeQuiz(alpha.teacher.client, { courseId, time_limit_seconds: 60 });
  const premium = await writeQuiz(alpha.teacher.client, { courseId, premium: true });
  const path = `/quizzes/user/${learner.id}/course/${courseId}`;
  const listed = async (reader = learner) =>
    (await success(200, reader.client.get(path))).body.map((quiz: Json) => [quiz.id, quiz.questions.length]);
  const free = [
    [open.id, 3],
    [timed.id, 0],
  ];
  assert.deepEqual(await listed(), free);
  assert.deepEqual(await listed(alpha.admin), free, 'what the learner may take, whoever asks');
  await made(200, alpha.admin.client.put(`/users/${learner.id}/subscription`, { plan_type: 'premium' }));
  assert.deepEqual(await listed(), [...free, [premium.id, 3]]);
  assert.doesNotMatch((await success(200, learner.client.get(path))).text, /correct_answer|explanation/);
  for (const stranger of [alpha.parent, beta.admin]) await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
  await refusal(404, 'COURSE_NOT_FOUND', beta.student.client.get(`/quizzes/user/${beta.student.id}/course/${courseId}`));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(path));
};

export const quizzesRows: RowTests = {
  'S2-46': one,
  'S2-47': handIn,
  'S2-48': attempts,
  'S2-49': ofCourse,
};
