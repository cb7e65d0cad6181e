import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from '../learning/support.js';
import { answersTo, choice, fillIn, ROOMY_QUIZ_LIMITS, submit, writeQuiz } from './support.js';

describe('regrading', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const regrade = async (quizId: string, correction: object): Promise<Json> => {
    const { client } = world.alpha.teacher;
    const { id } = (await expectStatus(202, client.post(`/quizzes/${quizId}/regrade`, correction))).body;
    return eventually(async () => {
      const { body } = await client.get(`/jobs/${id}`);
      return ['completed', 'failed'].includes(body.status) && body;
    });
  };
  const attemptsOf = async (who: Person, quizId: string): Promise<Json[]> =>
    (await expectStatus(200, who.client.get(`/quizzes/attempts/${who.id}/${quizId}`))).body;
  const bestOf = async (who: Person, courseId: string): Promise<Json> =>
    (await expectStatus(200, who.client.get(`/progress/${who.id}/courses/${courseId}`))).body.quiz_scores;

  it('gives the grade the right key gives, keeps the old one, and says so everywhere', async () => {
    const { client } = world.alpha.teacher;
    const [right, wrong, neither] = [await learner('was-right'), await learner('was-wrong'), await learner('neither')];
    const questions = [fillIn('Capital?', { correct_answer: 'Lyon' }), choice('Other?')];
    const { id, courseId, questionIds } = await writeQuiz(client, { questions, passing_score: 1 });
    const [asked = ''] = questionIds;
    for (const [who, answer] of [
      [right, 'Lyon'],
      [wrong, 'Paris'],
      [neither, 'Nice'],
    ] as const) {
      await expectStatus(200, submit(who, id, answersTo(questionIds, [answer, 'right'])));
    }
    const correction = { question_id: asked, correct_answer: 'Paris' };
    const preview = (await expectStatus(200, client.post(`/quizzes/${id}/regrade/preview`, correction))).body;
    assert.deepEqual(preview, {
      quiz_id: id,
      question_id: asked,
      attempts: 3,
      changed: 2,
      raised: 1,
      lowered: 1,
      newly_passed: 1,
      no_longer_passed: 1,
      open_attempts: 0,
      unfit: 0,
    });
    assert.deepEqual((await attemptsOf(wrong, id))[0].earlier_grades, [], 'a preview changes nothing');
    const job = await regrade(id, correction);
    assert.deepEqual([job.status, job.progress], ['completed', 1]);
    assert.deepEqual(job.result, { changed: 2, raised: 1, lowered: 1, newly_passed: 1, no_longer_passed: 1 });
    const grades = async (who: Person) =>
      (await attemptsOf(who, id)).map(({ score, passed, earlier_grades: earlier }) => [
        score,
        passed,
        earlier.map((grade: Json) => [grade.score, grade.passed]),
      ]);
    assert.deepEqual(await grades(right), [[0.5, false, [[1, true]]]]);
    assert.deepEqual(await grades(wrong), [[1, true, [[0.5, false]]]]);
    assert.deepEqual(await grades(neither), [[0.5, false, []]]);
    assert.deepEqual([await bestOf(right, courseId), await bestOf(wrong, courseId)], [{ [id]: 0.5 }, { [id]: 1 }]);
    const audit = await server.sql<{ action: string; n: number }>(
      `SELECT action, count(*)::int AS n FROM core.audit_event WHERE action LIKE 'quizzes.%regrade%' AND detail::text LIKE '%' || $1 || '%' GROUP BY 1 ORDER BY 1`,
      [asked],
    );
    assert.deepEqual(audit, [
      { action: 'quizzes.attempt-regraded', n: 2 },
      { action: 'quizzes.regrade-requested', n: 1 },
    ]);
    const again = await regrade(id, correction);
    assert.equal(again.result.changed, 0, 'a second time changes nothing');
    const back = await regrade(id, { question_id: asked, correct_answer: 'Lyon', attempt_ids: [(await attemptsOf(right, id))[0].id] });
    assert.equal(back.result.changed, 1);
    assert.deepEqual(await grades(right), [
      [
        1,
        true,
        [
          [1, true],
          [0.5, false],
        ],
      ],
    ]);
    assert.deepEqual(await grades(wrong), [[1, true, [[0.5, false]]]]);
  });

  it('takes the key of the bank when none is named, and an edit alone changes nothing', async () => {
    const { client } = world.alpha.teacher;
    const who = await learner('edited');
    const { id, questionIds } = await writeQuiz(client, { questions: [choice('Edited?')] });
    const [asked = ''] = questionIds;
    await expectStatus(200, submit(who, id, { [asked]: 'wrong' }));
    await expectStatus(200, client.patch(`/questions/${asked}`, { correct_answer: 'wrong' }));
    assert.deepEqual((await attemptsOf(who, id))[0].score, 0);
    assert.equal((await regrade(id, { question_id: asked })).result.raised, 1);
    assert.deepEqual((await attemptsOf(who, id))[0].score, 1);
  });

  it('corrects open attempts too, which have no grade yet', async () => {
    const { client } = world.alpha.teacher;
    const who = await learner('still-at-it');
    const { id, questionIds } = await writeQuiz(client, {
      questions: [fillIn('Capital?', { correct_answer: 'Lyon' })],
      time_limit_seconds: 600,
    });
    const [asked = ''] = questionIds;
    await expectStatus(200, who.client.post(`/quizzes/${id}/attempts`));
    const preview = (
      await expectStatus(200, client.post(`/quizzes/${id}/regrade/preview`, { question_id: asked, correct_answer: 'Paris' }))
    ).body;
    assert.deepEqual([preview.attempts, preview.open_attempts], [0, 1]);
    assert.equal((await regrade(id, { question_id: asked, correct_answer: 'Paris' })).result.changed, 0);
    assert.equal((await expectStatus(200, submit(who, id, { [asked]: 'Paris' }))).body.score, 1);
  });

  it('reaches every attempt of many', async () => {
    const { client } = world.alpha.teacher;
    const who = await learner('many');
    const { id, questionIds } = await writeQuiz(client, { questions: [choice('Many?')] });
    const [asked = ''] = questionIds;
    await expectStatus(200, submit(who, id, { [asked]: 'wrong' }));
    await server.sql(
      `INSERT INTO core.quiz_attempt (tenant_id, id, quiz_id, course_id, user_id, number, status, started_at, questions, passing_score, answers, score, passed, completed_at)
       SELECT tenant_id, gen_random_uuid(), quiz_id, course_id, user_id, 1 + n, status, started_at, questions, passing_score, answers, score, passed, completed_at
       FROM core.quiz_attempt, generate_series(1, 219) n WHERE user_id = $1 AND quiz_id = $2`,
      [who.id, id],
    );
    assert.equal((await regrade(id, { question_id: asked, correct_answer: 'wrong' })).result.changed, 220);
    assert.ok((await attemptsOf(who, id)).every(({ score }) => score === 1));
  });

  it('is for staff, and for what was asked', async () => {
    const { alpha, beta } = world;
    const { client } = alpha.teacher;
    const { id, questionIds } = await writeQuiz(client, { questions: [choice('Refused?')] });
    const [asked = ''] = questionIds;
    const correction = { question_id: asked, correct_answer: 'wrong' };
    const refuse = async (status: number, who: Person, body: object, quizId = id) => {
      for (const path of [`/quizzes/${quizId}/regrade`, `/quizzes/${quizId}/regrade/preview`]) {
        const { status: got, text } = await who.client.post(path, body);
        assert.equal(got, status, text);
      }
    };
    await refuse(400, alpha.teacher, correction);
    await expectStatus(200, submit(alpha.student, id, {}));
    for (const who of [alpha.student, alpha.parent]) await refuse(403, who, correction);
    await refuse(404, beta.teacher, correction);
    await refuse(404, alpha.teacher, correction, NOWHERE);
    await refuse(400, alpha.teacher, { question_id: NOWHERE });
    await refuse(400, alpha.teacher, { question_id: NOWHERE, correct_answer: 'wrong' });
    const unfit = await client.post(`/quizzes/${id}/regrade`, { question_id: asked, correct_answer: 'none of them' });
    assert.deepEqual([unfit.status, Object.keys(unfit.body.errors)], [400, ['correct_answer']]);
    await expectStatus(200, client.post(`/quizzes/${id}/regrade/preview`, correction));
    assert.equal((await regrade(id, correction)).status, 'completed');
  });
});
