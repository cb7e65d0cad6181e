import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from '../learning/support.js';
import { answersTo, choice, fillIn, ROOMY_QUIZ_LIMITS, submit, trueFalse, writeQuiz } from './support.js';

describe('taking a quiz', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);

  it('shows the questions to anybody, without their keys', async () => {
    const { alpha } = world;
    const { id, courseId, view } = await writeQuiz(alpha.teacher.client);
    const { body } = await expectStatus(200, alpha.student.client.get(`/quizzes/${id}`));
    assert.deepEqual(body, {
      id,
      course_id: courseId,
      chapter_id: null,
      title: 'Quiz',
      premium: false,
      passing_score: 0.7,
      time_limit_seconds: null,
      max_attempts: null,
      opens_at: null,
      closes_at: null,
      feedback: 'full',
      questions: view.questions.map(({ id: questionId, question }: Json) => ({
        id: questionId,
        type: 'multiple_choice',
        question,
        options: ['right', 'wrong', 'worse'],
        difficulty: 3,
        points: 1,
      })),
    });
    assert.deepEqual((await expectStatus(200, alpha.nobody.get(`/quizzes/${id}`))).body, body);
    assert.deepEqual((await expectStatus(200, alpha.parent.client.get(`/quizzes/${id}`))).body, body);
  });

  it('is graded exactly, by points, and tells keys and explanations afterwards', async () => {
    const { teacher } = world.alpha;
    const who = await learner('exact');
    const questions = [choice('One?'), trueFalse('Two?', { points: 3 }), fillIn('Three?', { points: 2 }), choice('Four?')];
    const { id, questionIds } = await writeQuiz(teacher.client, { questions, passing_score: 5 / 7 });
    const [one = '', two = '', three = '', four = ''] = questionIds;
    const { body } = await expectStatus(200, submit(who, id, { [one]: 'wrong', [two]: 'true', [three]: '  pARIS ' }));
    const { attempt_id: attemptId, completed_at: completedAt, ...result } = body;
    assert.deepEqual(result, {
      quiz_id: id,
      score: 5 / 7,
      passed: true,
      passing_score: 5 / 7,
      correct_count: 2,
      total_questions: 4,
      results: [
        { question_id: one, correct: false, answer: 'wrong', correct_answer: 'right', explanation: 'Why One?' },
        { question_id: two, correct: true, answer: 'true', correct_answer: true, explanation: 'Why Two?' },
        { question_id: three, correct: true, answer: '  pARIS ', correct_answer: 'Paris', explanation: 'Why Three?' },
        { question_id: four, correct: false, answer: null, correct_answer: 'right', explanation: 'Why Four?' },
      ],
    });
    const attempts = await expectStatus(200, who.client.get(`/quizzes/attempts/${who.id}/${id}?count=exact`));
    assert.deepEqual(attempts.body, [
      {
        id: attemptId,
        user_id: who.id,
        quiz_id: id,
        answers: { [one]: 'wrong', [two]: 'true', [three]: '  pARIS ' },
        score: 5 / 7,
        passed: true,
        completed_at: completedAt,
        status: 'graded',
        earlier_grades: [],
      },
    ]);
    assert.equal(attempts.headers.get('x-total-count'), '1');
    assert.match(attempts.headers.get('cache-control') ?? '', /no-store/);
  });

  it('appends to the progress, and tells the rest of the house', async () => {
    const who = await learner('progressing');
    const { id, courseId, questionIds } = await writeQuiz(world.alpha.teacher.client);
    const path = `/progress/${who.id}/courses/${courseId}`;
    const first = (await expectStatus(200, submit(who, id, answersTo(questionIds, ['right', 'right', 'wrong'])))).body;
    assert.equal(first.score, 2 / 3);
    assert.equal(first.passed, false);
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'wrong')));
    const progress = (await expectStatus(200, who.client.get(path))).body;
    assert.deepEqual([progress.quiz_scores, progress.streak_days], [{ [id]: 2 / 3 }, 1]);
  });

  it('takes a repeat as another attempt, unless it is the same request', async () => {
    const who = await learner('repeating');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client);
    const key = { 'idempotency-key': 'the-same-request' };
    const first = await expectStatus(200, submit(who, id, answersTo(questionIds, 'right'), {}, key));
    const again = await expectStatus(200, submit(who, id, answersTo(questionIds, 'right'), {}, key));
    assert.equal(again.text, first.text);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal((await submit(who, id, answersTo(questionIds, 'wrong'), {}, key)).status, 422);
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')));
    assert.equal((await who.client.get(`/quizzes/attempts/${who.id}/${id}`)).body.length, 2);
  });

  it('replays a grade whose explanations are too long to be kept, without them', async () => {
    const { student, teacher } = world.alpha;
    const questions = Array.from({ length: 50 }, (_, n) => choice(`Long ${n}?`, { explanation: 'because '.repeat(250).trim() }));
    const { id, questionIds } = await writeQuiz(teacher.client, { questions });
    const key = { 'idempotency-key': 'a-long-answer' };
    const first = await expectStatus(200, submit(student, id, answersTo(questionIds, 'right'), {}, key));
    assert.ok(first.text.length > 65_536);
    const again = await expectStatus(200, submit(student, id, answersTo(questionIds, 'right'), {}, key));
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(again.body, { ...first.body, results: [] });
  });

  it('refuses answers it did not ask for, and uses up nothing', async () => {
    const who = await learner('careless');
    const questions = [choice('One?'), trueFalse('Two?'), fillIn('Three?')];
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client, { questions, max_attempts: 1 });
    const elsewhere = await writeQuiz(world.alpha.teacher.client);
    const [one = '', two = '', three = ''] = questionIds;
    const wrong: [string, object, object?][] = [
      [`answers.${elsewhere.questionIds[0]}`, { [elsewhere.questionIds[0] ?? '']: 'right' }],
      [`answers.${NOWHERE}`, { [NOWHERE]: 'right' }],
      [`answers.${one}`, { [one]: 'none of them' }],
      [`answers.${one}`, { [one]: 1 }],
      [`answers.${two}`, { [two]: 'perhaps' }],
      [`answers.${two}`, { [two]: 1 }],
      [`answers.${three}`, { [three]: true }],
      [`answers.${three}`, { [three]: ['Paris'] }],
      [`answers.${three}`, { [three]: { text: 'Paris' } }],
      ['answers.first', { first: 'right' }],
      ['answers', []],
      ['score', {}, { score: 1 }],
      ['attempt_id', {}, { attempt_id: 'mine' }],
    ];
    for (const [field, answers, more] of wrong) {
      const refused = await submit(who, id, answers, more);
      assert.deepEqual([refused.status, refused.body.error_code], [400, 'VALIDATION_ERROR'], refused.text);
      assert.deepEqual(Object.keys(refused.body.errors), [field]);
      assert.doesNotMatch(refused.text, /Paris|right/);
    }
    const stranger = await submit(who, id, {}, { attempt_id: NOWHERE });
    assert.deepEqual([stranger.status, stranger.body.error_code], [404, 'ATTEMPT_NOT_FOUND']);
    assert.deepEqual((await who.client.get(`/quizzes/attempts/${who.id}/${id}`)).body, []);
    await expectStatus(200, submit(who, id, { [one]: 'right', [two]: false, [three]: 'Paris' }));
  });

  it('takes nothing as an answer', async () => {
    const who = await learner('silent');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client);
    const { body } = await expectStatus(200, submit(who, id, { [questionIds[0] ?? '']: null }));
    assert.deepEqual([body.score, body.passed, body.correct_count, body.total_questions], [0, false, 0, 3]);
    const empty = await writeQuiz(world.alpha.teacher.client, { questions: [] });
    const refused = await submit(who, empty.id, {});
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'CONFLICT']);
  });

  it('is for what learners see: not of drafts, not of other institutions', async () => {
    const { alpha, beta } = world;
    const course = await writeCourse(alpha.teacher.client, { title: 'Draft', chapters: 1, publish: false });
    const { id, questionIds } = await writeQuiz(alpha.teacher.client, { courseId: course.id });
    const answers = answersTo(questionIds, 'right');
    for (const quizId of [id, NOWHERE]) {
      const refusals = [
        alpha.student.client.get(`/quizzes/${quizId}`),
        alpha.nobody.get(`/quizzes/${quizId}`),
        submit(alpha.student, quizId, answers),
        alpha.student.client.post(`/quizzes/${quizId}/attempts`),
        alpha.student.client.get(`/quizzes/attempts/${alpha.student.id}/${quizId}`),
      ];
      for (const refusal of refusals) {
        const { status, body } = await refusal;
        assert.deepEqual([status, body.error_code], [404, 'QUIZ_NOT_FOUND']);
      }
    }
    assert.equal((await alpha.student.client.get(`/quizzes/user/${alpha.student.id}/course/${course.id}`)).status, 404);
    await expectStatus(200, alpha.teacher.client.get(`/quizzes/${id}`));
    await expectStatus(200, alpha.teacher.client.post(`/courses/${course.id}/publish`));
    await expectStatus(200, submit(alpha.student, id, answers));
    for (const who of [beta.admin, beta.student]) {
      assert.equal((await who.client.get(`/quizzes/${id}`)).status, 404);
      assert.equal((await submit(who, id, answers)).status, 404);
    }
    await expectStatus(200, alpha.teacher.client.post(`/courses/${course.id}/unpublish`));
    assert.equal((await alpha.student.client.get(`/quizzes/attempts/${alpha.student.id}/${id}`)).body.length, 1);
  });

  it('is read by the learner, their guardian, their teacher and admins, and by nobody else', async () => {
    const { alpha, beta } = world;
    const { student, teacher, parent, admin } = alpha;
    const stranger = await learner('stranger');
    const { id, courseId, questionIds } = await writeQuiz(teacher.client);
    await expectStatus(200, submit(student, id, answersTo(questionIds, 'right')));
    for (const path of [`/quizzes/attempts/${student.id}/${id}`, `/quizzes/user/${student.id}/course/${courseId}`]) {
      for (const who of [student, teacher, parent, admin]) {
        const { body } = await expectStatus(200, who.client.get(path));
        assert.equal(body.length, 1);
      }
      for (const who of [stranger, beta.admin, beta.teacher, beta.student]) {
        const refused = await who.client.get(path);
        assert.deepEqual([refused.status, refused.body.error_code], [404, 'USER_NOT_FOUND']);
      }
      assert.equal((await alpha.nobody.get(path)).status, 401);
    }
  });

  it('counts ten successful submissions an hour, and nothing else', async () => {
    const { teacher, student } = world.beta;
    const { id, questionIds } = await writeQuiz(teacher.client);
    for (let n = 0; n < 10; n += 1) {
      assert.equal((await submit(student, id, { [NOWHERE]: 'right' })).status, 400);
      await expectStatus(200, submit(student, id, answersTo(questionIds, 'right'), {}, { 'idempotency-key': `submission-${n}` }));
      await expectStatus(200, submit(student, id, answersTo(questionIds, 'right'), {}, { 'idempotency-key': `submission-${n}` }));
    }
    const eleventh = await submit(student, id, answersTo(questionIds, 'right'));
    assert.deepEqual([eleventh.status, eleventh.body.error_code], [429, 'RATE_LIMITED']);
    assert.ok(Number(eleventh.headers.get('retry-after')) > 3000);
    assert.equal((await student.client.get(`/quizzes/attempts/${student.id}/${id}`)).body.length, 10);
  });
});
