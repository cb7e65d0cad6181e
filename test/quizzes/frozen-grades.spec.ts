import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Answer, Client, Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { answersTo, choice, ROOMY_QUIZ_LIMITS, submit, type WrittenQuiz, writeQuiz } from './support.js';

type Edit = (author: Client, quiz: WrittenQuiz) => Promise<Answer>;

const OPTIONS = ['right', 'wrong', 'worse'];

/** Everything staff may do to a quiz and its questions besides regrading. */
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ place: fc.nat(2), key: fc.constantFrom(...OPTIONS) }).map(
    ({ place, key }): Edit =>
      (author, { questionIds }) =>
        author.patch(`/questions/${questionIds[place]}`, { correct_answer: key }),
  ),
  fc.record({ place: fc.nat(2), text: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `Edited ${text}`) }).map(
    ({ place, text }): Edit =>
      (author, { questionIds }) =>
        author.patch(`/questions/${questionIds[place]}`, { question: text, explanation: text }),
  ),
  fc.record({ order: fc.shuffledSubarray([0, 1, 2]), points: fc.integer({ min: 1, max: 9 }) }).map(
    ({ order, points }): Edit =>
      (author, { id, questionIds }) =>
        author.patch(`/quizzes/${id}`, { questions: order.map((place) => ({ id: questionIds[place], points })) }),
  ),
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (score): Edit =>
      (author, { id }) =>
        author.patch(`/quizzes/${id}`, { passing_score: score }),
  ),
  fc.constantFrom('full', 'correctness', 'none').map(
    (feedback): Edit =>
      (author, { id }) =>
        author.patch(`/quizzes/${id}`, { feedback }),
  ),
  fc.constantFrom(...OPTIONS).map((gone): Edit => async (author, { questionIds }) => {
    const options = OPTIONS.filter((option) => option !== gone);
    return author.patch(`/questions/${questionIds[0]}`, { options, correct_answer: options[0] });
  }),
  fc.nat(2).map((place): Edit => async (author, { id, questionIds }) => {
    const rest = questionIds.filter((_, index) => index !== place).map((questionId) => ({ id: questionId }));
    await author.patch(`/quizzes/${id}`, { questions: rest });
    return author.delete(`/questions/${questionIds[place]}`);
  }),
);

describe('grades', () => {
  let server: TestServer;
  let world: World;
  let who: Person;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
    who = await addPerson(server, world.alpha, 'student', 'frozen');
  });
  after(() => server.close());

  const attemptsAt = async (id: string): Promise<Json[]> =>
    (await expectStatus(200, who.client.get(`/quizzes/attempts/${who.id}/${id}`))).body;

  it('never change by edits of the quiz or the bank, nor does what an open attempt asks', async () => {
    const { client } = world.alpha.teacher;
    const answers = fc.array(fc.constantFrom(...OPTIONS), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 6 }), answers, answers, async (changes, first, second) => {
        const quiz = await writeQuiz(client, { questions: [1, 2, 3].map((n) => choice(`Question ${n}?`, { points: n })) });
        const { id, questionIds, courseId } = quiz;
        await expectStatus(200, submit(who, id, answersTo(questionIds, first)));
        const open = (await expectStatus(200, who.client.post(`/quizzes/${id}/attempts`))).body;
        const attempts = await attemptsAt(id);
        for (const change of changes) assert.ok((await change(client, quiz)).status < 500);
        assert.deepEqual(await attemptsAt(id), attempts);
        assert.deepEqual((await expectStatus(200, who.client.post(`/quizzes/${id}/attempts`))).body, open);
        const result = (await expectStatus(200, submit(who, id, answersTo(questionIds, second)))).body;
        const score = (given: string[]) => given.reduce((sum, answer, index) => sum + (answer === 'right' ? index + 1 : 0), 0) / 6;
        assert.deepEqual([result.score, result.passing_score, result.total_questions], [score(second), 0.7, 3]);
        const progress = (await expectStatus(200, who.client.get(`/progress/${who.id}/courses/${courseId}`))).body;
        assert.deepEqual(progress.quiz_scores, { [id]: Math.max(score(first), score(second)) });
      }),
      { numRuns: 15 },
    );
  });

  it('are exported with the person, without the keys, and erased with them', async () => {
    const { admin, teacher } = world.alpha;
    const leaving = await addPerson(server, world.alpha, 'student', 'leaving');
    const { id, questionIds } = await writeQuiz(teacher.client);
    const [asked = ''] = questionIds;
    await expectStatus(200, submit(leaving, id, { [asked]: 'wrong' }));
    const { id: job } = (
      await expectStatus(202, teacher.client.post(`/quizzes/${id}/regrade`, { question_id: asked, correct_answer: 'wrong' }))
    ).body;
    await eventually(async () => (await teacher.client.get(`/jobs/${job}`)).body.status === 'completed');
    const { body } = await expectStatus(200, leaving.client.get(`/users/${leaving.id}/personal-data`));
    const rowsOf = (table: string): Json[] => body.sections.find((section: Json) => section.table === table)?.rows ?? [];
    const [attempt] = rowsOf('quiz_attempt');
    assert.deepEqual([attempt.quiz_id, attempt.answers, attempt.score], [id, { [asked]: 'wrong' }, 1 / 3]);
    for (const hidden of ['questions', 'correct_ids']) assert.equal(attempt[hidden], undefined);
    const [regrade] = rowsOf('quiz_regrade');
    assert.deepEqual([regrade.score_before, regrade.question_before, regrade.regraded_by], [0, undefined, undefined]);
    await expectStatus(202, admin.client.delete(`/users/${leaving.id}`));
    await eventually(async () => {
      const [left] = await server.sql<{ n: number }>(
        `SELECT (SELECT count(*) FROM core.quiz_attempt WHERE user_id = $1)::int + (SELECT count(*) FROM core.quiz_regrade WHERE user_id = $1)::int
           + (SELECT count(*) FROM core.users WHERE id = $1)::int AS n`,
        [leaving.id],
      );
      return left?.n === 0;
    });
  });
});
