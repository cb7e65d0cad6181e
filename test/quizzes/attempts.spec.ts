import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { answersTo, choice, fillIn, ROOMY_QUIZ_LIMITS, submit, writeQuiz } from './support.js';

const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe('attempts at a quiz', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const begin = (who: Person, quizId: string) => who.client.post(`/quizzes/${quizId}/attempts`);
  const attemptsOf = async (who: Person, quizId: string): Promise<Json[]> =>
    (await expectStatus(200, who.client.get(`/quizzes/attempts/${who.id}/${quizId}`))).body;
  const refused = async (code: string, answer: ReturnType<Person['client']['get']>) => {
    const { status, body, text } = await answer;
    assert.deepEqual([status, body.error_code], [409, code], text);
  };

  it('begin when a student reads a timed quiz, and are the same until handed in', async () => {
    const who = await learner('timed');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client, { time_limit_seconds: 600 });
    const read = (await expectStatus(200, who.client.get(`/quizzes/${id}`))).body;
    assert.deepEqual(
      read.questions.map((question: Json) => question.id),
      questionIds,
    );
    const { attempt } = read;
    assert.equal(Date.parse(attempt.deadline) - Date.parse(attempt.started_at), 600_000);
    assert.deepEqual((await expectStatus(200, who.client.get(`/quizzes/${id}`))).body, read);
    const begun = (await expectStatus(200, begin(who, id))).body;
    assert.deepEqual(begun, { ...attempt, questions: read.questions });
    assert.deepEqual(
      (await attemptsOf(who, id)).map(({ id: attemptId, status, score }) => [attemptId, status, score]),
      [[attempt.attempt_id, 'open', null]],
    );
    const result = (await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')))).body;
    assert.deepEqual([result.attempt_id, result.score], [attempt.attempt_id, 1]);
    const next = (await expectStatus(200, who.client.get(`/quizzes/${id}`))).body.attempt;
    assert.notEqual(next.attempt_id, attempt.attempt_id);
    const handed = await submit(who, id, {}, { attempt_id: attempt.attempt_id });
    assert.deepEqual([handed.status, handed.body.error_code], [409, 'CONFLICT']);
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'right'), { attempt_id: next.attempt_id }));
  });

  it('do not begin for those who look ahead, look after others, teach, or are nobody', async () => {
    const { alpha } = world;
    const who = await learner('looking');
    const quizzes = [
      await writeQuiz(alpha.teacher.client, { time_limit_seconds: 600 }),
      await writeQuiz(alpha.teacher.client, { questions: [], draw: [{ count: 1 }] }),
    ];
    for (const { id } of quizzes) {
      const path = `/quizzes/${id}`;
      for (const [header, value] of [
        ['sec-purpose', 'prefetch;prerender'],
        ['purpose', 'prefetch'],
        ['x-moz', 'prefetch'],
      ] as const) {
        const ahead = (await expectStatus(200, who.client.get(path, { [header]: value }))).body;
        assert.deepEqual([ahead.questions, ahead.attempt], [[], undefined]);
      }
      assert.equal((await who.client.head(path)).status, 200);
      for (const reader of [alpha.parent.client, alpha.nobody]) {
        const { questions, attempt } = (await expectStatus(200, reader.get(path))).body;
        assert.deepEqual([questions, attempt], [[], undefined]);
      }
      await expectStatus(200, alpha.teacher.client.get(path));
      await expectStatus(200, alpha.admin.client.get(path));
      const [row] = await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM core.quiz_attempt WHERE quiz_id = $1', [id]);
      assert.equal(row?.n, 0);
      assert.equal((await expectStatus(200, who.client.get(path))).body.questions.length > 0, true);
      await refused('CONFLICT', submit(alpha.parent, id, {}));
    }
  });

  it('ask drawn questions, each once, and what was drawn is kept', async () => {
    const who = await learner('drawing');
    const { client } = world.alpha.teacher;
    const subject = 'Geography of draws';
    const add = (n: number, difficulty: number) => client.post('/questions', choice(`Draw ${difficulty}-${n}?`, { subject, difficulty }));
    for (let n = 0; n < 4; n += 1) for (const difficulty of [1, 4]) await expectStatus(201, add(n, difficulty));
    const fixed = choice('Always?', { subject, difficulty: 1, points: 5 });
    const draw = [
      { subject: 'geography  OF draws', difficulty: 1, count: 4 },
      { subject, difficulty: 4, count: 2 },
    ];
    const { id, view } = await writeQuiz(client, { questions: [fixed], draw });
    assert.deepEqual(view.draw, draw);
    const { questions } = (await expectStatus(200, begin(who, id))).body;
    assert.equal(new Set(questions.map((question: Json) => question.id)).size, 7);
    assert.deepEqual(
      questions.map((question: Json) => [question.difficulty, question.points]),
      [[1, 5], ...Array.from({ length: 4 }, () => [1, 1]), ...Array.from({ length: 2 }, () => [4, 1])],
    );
    assert.deepEqual((await expectStatus(200, who.client.get(`/quizzes/${id}`))).body.questions, questions);
    for (const { id: questionId } of questions) {
      assert.equal((await expectStatus(200, client.get(`/questions/${questionId}`))).body.use, 'graded');
    }
    const result = (await expectStatus(200, submit(who, id, { [questions[0].id]: 'right', [questions[6].id]: 'right' }))).body;
    assert.deepEqual([result.score, result.total_questions], [6 / 11, 7]);
  });

  it('end at their deadline, and count as used', async () => {
    const who = await learner('late');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client, { time_limit_seconds: 1, max_attempts: 2 });
    const { attempt_id: first } = (await expectStatus(200, begin(who, id))).body;
    await eventually(async () => (await attemptsOf(who, id))[0]?.status === 'expired');
    await refused('TIME_LIMIT_EXCEEDED', submit(who, id, answersTo(questionIds, 'right')));
    await refused('TIME_LIMIT_EXCEEDED', submit(who, id, answersTo(questionIds, 'right'), { attempt_id: first }));
    const { attempt_id: second } = (await expectStatus(200, begin(who, id))).body;
    await refused('TIME_LIMIT_EXCEEDED', submit(who, id, answersTo(questionIds, 'right'), { attempt_id: first }));
    const result = (await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')))).body;
    assert.deepEqual([result.attempt_id, result.results[0].correct_answer], [second, 'right']);
    await refused('ATTEMPTS_EXHAUSTED', begin(who, id));
    await refused('ATTEMPTS_EXHAUSTED', submit(who, id, answersTo(questionIds, 'right')));
    assert.deepEqual((await expectStatus(200, who.client.get(`/quizzes/${id}`))).body.questions, []);
    assert.deepEqual(
      (await attemptsOf(who, id)).map(({ status, score }) => [status, score]),
      [
        ['expired', null],
        ['graded', 1],
      ],
    );
  });

  it('are as many as the quiz allows', async () => {
    const who = await learner('trying');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client, { max_attempts: 2 });
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'wrong')));
    const { attempt_id: open } = (await expectStatus(200, begin(who, id))).body;
    const result = (await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')))).body;
    assert.equal(result.attempt_id, open);
    await refused('ATTEMPTS_EXHAUSTED', submit(who, id, answersTo(questionIds, 'right')));
    const another = await learner('another');
    await expectStatus(200, submit(another, id, answersTo(questionIds, 'right')));
    await expectStatus(200, world.alpha.teacher.client.patch(`/quizzes/${id}`, { max_attempts: 3 }));
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')));
  });

  it('tell no key while another one could use it', async () => {
    const { client } = world.alpha.teacher;
    const questions = [choice('One?'), fillIn('Two?')];
    const told = async (who: Person, quizId: string, questionIds: readonly string[]) =>
      (await expectStatus(200, submit(who, quizId, answersTo(questionIds, ['wrong', 'Lyon'])))).body.results.map(
        ({ correct, correct_answer: key, explanation }: Json) => [correct, key, explanation],
      );
    const withheld = [
      [false, null, null],
      [false, null, null],
    ];
    const full = [
      [false, 'right', 'Why One?'],
      [false, 'Paris', 'Why Two?'],
    ];
    const who = await learner('told');
    const limited = await writeQuiz(client, { questions, max_attempts: 2 });
    assert.deepEqual(await told(who, limited.id, limited.questionIds), withheld);
    assert.deepEqual(await told(who, limited.id, limited.questionIds), full);
    const endless = await writeQuiz(client, { questions });
    assert.deepEqual(await told(who, endless.id, endless.questionIds), full);
    const correctness = await writeQuiz(client, { questions, feedback: 'correctness' });
    assert.deepEqual(await told(who, correctness.id, correctness.questionIds), withheld);
    const none = await writeQuiz(client, { questions, feedback: 'none' });
    assert.deepEqual(await told(who, none.id, none.questionIds), []);
  });

  it('are taken within the opening window alone', async () => {
    const who = await learner('punctual');
    const { client } = world.alpha.teacher;
    for (const window of [{ opens_at: inHours(1) }, { closes_at: inHours(-1) }, { opens_at: inHours(-2), closes_at: inHours(-1) }]) {
      for (const more of [{}, { time_limit_seconds: 600 }]) {
        const { id, questionIds } = await writeQuiz(client, { ...window, ...more });
        const { questions, attempt } = (await expectStatus(200, who.client.get(`/quizzes/${id}`))).body;
        assert.deepEqual([questions, attempt], [[], undefined]);
        await refused('QUIZ_CLOSED', begin(who, id));
        await refused('QUIZ_CLOSED', submit(who, id, answersTo(questionIds, 'right')));
        assert.deepEqual(await attemptsOf(who, id), []);
        await expectStatus(200, client.patch(`/quizzes/${id}`, { opens_at: inHours(-1), closes_at: inHours(1) }));
        assert.equal((await expectStatus(200, who.client.get(`/quizzes/${id}`))).body.questions.length, 3);
        await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')));
      }
    }
  });

  it('are over when the window closes before their time is', async () => {
    const who = await learner('shut out');
    const { client } = world.alpha.teacher;
    const closesAt = inHours(0.05);
    const { id, questionIds } = await writeQuiz(client, { time_limit_seconds: 7200, closes_at: closesAt });
    assert.equal((await expectStatus(200, begin(who, id))).body.deadline, closesAt);
    await expectStatus(200, client.patch(`/quizzes/${id}`, { closes_at: inHours(-1) }));
    await refused('QUIZ_CLOSED', submit(who, id, answersTo(questionIds, 'right')));
    await refused('QUIZ_CLOSED', begin(who, id));
    await expectStatus(200, client.patch(`/quizzes/${id}`, { closes_at: null }));
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')));
  });

  it('of premium quizzes need a subscription', async () => {
    const { teacher, admin, nobody } = world.alpha;
    const who = await learner('subscriber');
    const free = await writeQuiz(teacher.client);
    const { id, courseId, questionIds } = await writeQuiz(teacher.client, { premium: true, courseId: free.courseId });
    const listed = async () =>
      (await expectStatus(200, who.client.get(`/quizzes/user/${who.id}/course/${courseId}`))).body.map((quiz: Json) => quiz.id);
    const stranger = await nobody.get(`/quizzes/${id}`);
    assert.deepEqual([stranger.status, stranger.body.error_code], [401, 'UNAUTHENTICATED']);
    for (const answer of [who.client.get(`/quizzes/${id}`), begin(who, id), submit(who, id, answersTo(questionIds, 'right'))]) {
      const { status, body } = await answer;
      assert.deepEqual([status, body.error_code], [403, 'PREMIUM_REQUIRED']);
    }
    assert.deepEqual(await listed(), [free.id]);
    await expectStatus(200, teacher.client.get(`/quizzes/${id}`));
    await expectStatus(200, admin.client.put(`/users/${who.id}/subscription`, { plan_type: 'premium' }));
    assert.deepEqual(await listed(), [free.id, id]);
    await expectStatus(200, who.client.get(`/quizzes/${id}`));
    await expectStatus(200, submit(who, id, answersTo(questionIds, 'right')));
    await expectStatus(200, admin.client.put(`/users/${who.id}/subscription`, { plan_type: 'free' }));
    assert.equal((await submit(who, id, answersTo(questionIds, 'right'))).status, 403);
    assert.equal((await attemptsOf(who, id)).length, 1);
  });

  it('share the last one so that exactly one wins, however they come together', async () => {
    const { client } = world.alpha.teacher;
    for (const quiz of [{ max_attempts: 1 }, { max_attempts: 1, time_limit_seconds: 600 }]) {
      const who = await learner(`racing-${Object.keys(quiz).length}`);
      const { id, questionIds } = await writeQuiz(client, quiz);
      if ('time_limit_seconds' in quiz) {
        const begun = await Promise.all([1, 2, 3, 4].map(() => expectStatus(200, begin(who, id))));
        assert.equal(new Set(begun.map(({ body }) => body.attempt_id)).size, 1);
      }
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => submit(who, id, answersTo(questionIds, 'right'))));
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((a, b) => a - b),
        [200, 409, 409, 409, 409, 409],
      );
      for (const { status, body } of answers) if (status === 409) assert.equal(body.error_code, 'ATTEMPTS_EXHAUSTED');
      assert.equal((await attemptsOf(who, id)).length, 1);
      const [events] = await server.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM core.progress_event WHERE user_id = $1 AND kind = 'quiz_attempt_graded'`,
        [who.id],
      );
      assert.equal(events?.n, 1);
    }
  });

  it('that come together are all counted while there are enough', async () => {
    const who = await learner('busy');
    const { id, questionIds } = await writeQuiz(world.alpha.teacher.client);
    // A limit of a minute does not make one person's submissions wait for each other.
    await setTenant(server, world.alpha.id, 'limits', { ...ROOMY_QUIZ_LIMITS, quiz_submit: { limit: 1000, window_seconds: 60 } });
    const begun = begin(who, id);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => submit(who, id, answersTo(questionIds, 'right'))));
    for (const { status, text } of answers) assert.equal(status, 200, text);
    assert.equal((await begun).status, 200);
    const numbers = await server.sql<{ number: number; status: string }>(
      'SELECT number, status FROM core.quiz_attempt WHERE user_id = $1 AND quiz_id = $2 ORDER BY number',
      [who.id, id],
    );
    assert.ok(numbers.length === 5 || numbers.length === 6);
    assert.deepEqual(
      numbers.map(({ number }) => number),
      numbers.map((_, index) => index + 1),
    );
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
});
