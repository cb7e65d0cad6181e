import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, type Client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from '../learning/support.js';
import { fillIn, ROOMY_QUIZ_LIMITS, submit, writeQuiz } from './support.js';

const KEY = 'canary-key-7f3a';
const ACCEPTED = 'canary-accepted-5b1c';
const EXPLANATION = 'canary-explanation-9d2e';
const CANARIES = [KEY, ACCEPTED, EXPLANATION];

const canary = () =>
  fillIn('What is it?', { correct_answer: KEY, accepted_answers: [ACCEPTED], explanation: EXPLANATION, subject: 'Canaries' });

describe('keys and explanations', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
  after(() => server.close());

  const told = ({ text, headers }: Answer): string[] =>
    CANARIES.filter((secret) => `${text} ${JSON.stringify([...headers])}`.includes(secret));

  /** Everything somebody who is no staff can do with a quiz, but hand it in with all feedback. */
  const everythingOf = (client: Client, who: Person, { id, courseId, questionId }: Record<'id' | 'courseId' | 'questionId', string>) => [
    client.get(`/quizzes/${id}`),
    client.get(`/quizzes/${id}?include=questions,correct_answer&fields=*`),
    client.post(`/quizzes/${id}/attempts`),
    client.get(`/quizzes/${id}`),
    client.get(`/quizzes/user/${who.id}/course/${courseId}`),
    client.get(`/quizzes/attempts/${who.id}/${id}`),
    client.get('/quizzes'),
    client.patch(`/quizzes/${id}`, { title: 'x' }),
    client.get(`/questions/${questionId}`),
    client.get('/questions'),
    client.get('/assessments/questions?subject=Canaries'),
    client.post(`/quizzes/${id}/regrade/preview`, { question_id: questionId }),
    client.post('/quizzes/submit', { quiz_id: id, answers: { [questionId]: ['list'] } }),
    client.post('/quizzes/submit', { quiz_id: id, answers: { [questionId]: true } }),
    client.post('/quizzes/submit', { quiz_id: id, answers: { [NOWHERE]: 'x' } }),
    client.post('/quizzes/submit', { quiz_id: id, answers: {}, score: 1 }),
    client.get(`/courses/${courseId}?include=chapters`),
    client.get('/search?q=canary'),
    client.get(`/users/${who.id}/personal-data`),
    client.get(`/progress/${who.id}`),
  ];

  it('are seen by staff, and by no learner, guardian or stranger, before there is no attempt left', async () => {
    const { alpha, beta } = world;
    const who = await addPerson(server, alpha, 'student', 'curious');
    for (const quiz of [
      { max_attempts: 3 },
      { max_attempts: 3, time_limit_seconds: 600 },
      { questions: [], draw: [{ subject: 'canaries', count: 1 }] },
    ]) {
      const { id, courseId } = await writeQuiz(alpha.teacher.client, { questions: [canary()], ...quiz });
      const [placed] = (await expectStatus(200, alpha.teacher.client.get('/questions?subject=canaries'))).body;
      const subject = { id, courseId, questionId: placed.id };
      if (!('draw' in quiz)) assert.deepEqual(told(await alpha.teacher.client.get(`/quizzes/${id}`)), CANARIES);
      assert.deepEqual(told(await alpha.admin.client.get(`/questions/${placed.id}`)), CANARIES);
      for (const [client, person] of [
        [who.client, who],
        [alpha.parent.client, alpha.student],
        [alpha.nobody, alpha.student],
        [beta.student.client, beta.student],
        [beta.admin.client, beta.student],
      ] as const) {
        for (const answer of everythingOf(client, person, subject)) {
          const got = await answer;
          assert.ok(got.status < 500, got.text);
          assert.deepEqual(told(got), [], got.text);
        }
      }
    }
  });

  it('are told in one’s own result as far as the feedback goes, and are in no export', async () => {
    const { alpha } = world;
    const who = await addPerson(server, alpha, 'student', 'graded');
    const result = async (quiz: object) => {
      const { id, questionIds } = await writeQuiz(alpha.teacher.client, { questions: [canary()], ...quiz });
      return { id, answer: await expectStatus(200, submit(who, id, { [questionIds[0] ?? '']: 'x' })) };
    };
    assert.deepEqual(told((await result({ max_attempts: 2 })).answer), []);
    assert.deepEqual(told((await result({ feedback: 'correctness' })).answer), []);
    assert.deepEqual(told((await result({ feedback: 'none', max_attempts: 1 })).answer), []);
    const full = await result({ max_attempts: 1 });
    assert.deepEqual(told(full.answer), [KEY, EXPLANATION]);
    for (const path of [`/quizzes/attempts/${who.id}/${full.id}`, `/users/${who.id}/personal-data`, `/quizzes/${full.id}`]) {
      assert.deepEqual(told(await expectStatus(200, who.client.get(path))), [], path);
    }
    const events = await server.sql<{ data: object }>(
      `SELECT data FROM core.outbox UNION ALL SELECT detail FROM core.audit_event UNION ALL SELECT data FROM core.parked_event`,
    );
    assert.deepEqual(told({ text: JSON.stringify(events), headers: new Headers(), status: 200, body: undefined }), []);
  });

  it('cannot be tried out as an assessment while a quiz may still ask for them', async () => {
    const { alpha } = world;
    const who = await addPerson(server, alpha, 'student', 'tries');
    const assess = (asking: Person, studentId: string, id: string) =>
      asking.client.post('/assessments', { student_id: studentId, subject: 'S', topic: 'T', questions: [{ id, answer: 'x' }] });
    const refused = async (answer: Promise<Answer>) =>
      assert.deepEqual(Object.keys((await expectStatus(400, answer)).body.errors), ['questions.0.id']);
    const allowed = async (answer: Promise<Answer>) => {
      const { body } = await expectStatus(201, answer);
      assert.deepEqual([body.results[0].correct, body.results[0].correct_answer], [false, null]);
    };

    const limited = await writeQuiz(alpha.teacher.client, { questions: [canary()], max_attempts: 2 });
    const [id = ''] = limited.questionIds;
    await refused(assess(who, who.id, id.toUpperCase()));
    await refused(assess(alpha.parent, alpha.student.id, id));
    await allowed(assess(alpha.teacher, alpha.student.id, id));
    await expectStatus(200, submit(who, limited.id, {}));
    await refused(assess(who, who.id, id));
    await expectStatus(200, submit(who, limited.id, {}));
    await allowed(assess(who, who.id, id));

    const timed = await writeQuiz(alpha.teacher.client, { questions: [canary()], time_limit_seconds: 600 });
    const [asked = ''] = timed.questionIds;
    await allowed(assess(who, who.id, asked));
    await expectStatus(200, who.client.post(`/quizzes/${timed.id}/attempts`));
    await refused(assess(who, who.id, asked));
    await expectStatus(200, submit(who, timed.id, {}));
    await allowed(assess(who, who.id, asked));

    await alpha.teacher.client.post('/questions', fillIn('Drawn?', { subject: 'Stakes' }));
    const drawn = await writeQuiz(alpha.teacher.client, { questions: [], draw: [{ subject: 'stakes', count: 1 }], max_attempts: 2 });
    const attempt = (await expectStatus(200, who.client.post(`/quizzes/${drawn.id}/attempts`))).body;
    await expectStatus(200, submit(who, drawn.id, {}));
    await refused(assess(who, who.id, attempt.questions[0].id));
  });
});
