import assert from 'node:assert/strict';
import type { Client, Json } from '../../../src/testing/client.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const bankQuestion = (author: Client, subject: string) =>
  made(
    201,
    author.post('/questions', {
      type: 'multiple_choice',
      question: 'What is 7 × 8?',
      options: ['54', '56', '63'],
      correct_answer: '56',
      explanation: 'Seven eights',
      subject,
      topic: 'Tables',
    }),
  );

/** As the front end keeps a question: with its key, which is trusted no further than the client. */
const ownQuestion = (answer: string) => ({
  id: fresh('local'),
  type: 'fill_in_blank',
  question: '2 + 2 = ___',
  correct_answer: '4',
  explanation: 'Two pairs',
  answer,
});

const assess = (world: ContractWorld, questions: readonly Json[]) => ({
  student_id: world.alpha.student.id,
  subject: 'Maths',
  topic: 'Tables',
  questions,
});

const takeAssessment: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const known = await bankQuestion(alpha.teacher.client, fresh('Maths'));
  const lying = { id: known.id, type: known.type, question: known.question, options: known.options, correct_answer: '54', answer: '56' };
  const own = ownQuestion(' 4 ');
  const { body } = await success(201, alpha.student.client.post('/assessments', assess(world, [lying, own])));
  assert.deepEqual([body.score, body.correct_count, body.total_questions, body.trust], [100, 2, 2, 'client_asserted']);
  assert.deepEqual(body.results, [
    { question_id: known.id, correct: true, answer: '56', correct_answer: '56', explanation: 'Seven eights', trust: 'server_graded' },
    { question_id: own.id, correct: true, answer: ' 4 ', correct_answer: '4', explanation: 'Two pairs', trust: 'client_asserted' },
  ]);
  const byParent = await success(201, alpha.parent.client.post('/assessments', assess(world, [{ id: known.id, answer: '54' }])));
  assert.deepEqual([byParent.body.score, byParent.body.trust], [0, 'server_graded']);
  await refusal(404, 'USER_NOT_FOUND', beta.student.client.post('/assessments', assess(world, [own])));
  const wrong = [{ id: known.id, answer: '57' }, { id: known.id }, { ...own, correct_answer: undefined }];
  const refused = await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post('/assessments', assess(world, wrong)));
  assert.deepEqual(Object.keys(refused.body.errors), ['questions.0.answer', 'questions.1.id', 'questions.2.correct_answer']);
};

const drawQuestions: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const subject = fresh('Drawing');
  const path = `/assessments/questions?subject=${subject}&topic=tables&difficulty=3&count=2`;
  const ids = [];
  for (let n = 0; n < 3; n += 1) ids.push((await bankQuestion(alpha.teacher.client, subject)).id);
  const { body } = await success(200, alpha.student.client.get(path));
  assert.equal(new Set(body.map((question: Json) => question.id)).size, 2);
  for (const question of body) {
    assert.ok(ids.includes(question.id));
    assert.deepEqual(Object.keys(question).toSorted(), ['difficulty', 'id', 'options', 'question', 'skills', 'type']);
    assert.deepEqual(question.options.toSorted(), ['54', '56', '63']);
  }
  assert.deepEqual((await success(200, beta.student.client.get(path))).body, []);
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get('/assessments/questions?count=0'));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(path));
};

export const assessmentsRows: RowTests = { 'S3-70': takeAssessment, 'S3-questions': drawQuestions };
