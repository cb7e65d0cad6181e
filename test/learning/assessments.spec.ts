import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from './support.js';

const CANARY = 'canary-key-4711';
const EXPLANATION = 'canary-explanation-4711';

describe('assessments', () => {
  let server: TestServer;
  let world: World;
  let practice: Json;
  let graded: Json;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    const author = world.alpha.teacher.client;
    const question = {
      type: 'fill_in_blank',
      question: 'Say the word',
      correct_answer: CANARY,
      explanation: EXPLANATION,
      subject: 'Words',
    };
    practice = (await expectStatus(201, author.post('/questions', question))).body;
    graded = (await expectStatus(201, author.post('/questions', { ...question, use: 'graded' }))).body;
  });
  after(() => server.close());

  const take = (who: Client, questions: readonly object[], more: object = {}) =>
    who.post('/assessments', { student_id: world.alpha.student.id, subject: 'Words', topic: 'All', questions, ...more });
  const own = (id: string, more: object = {}) => ({ id, type: 'fill_in_blank', question: '?', correct_answer: 'yes', ...more });

  it('draw practice questions alone, and nothing of their keys', async () => {
    for (const who of ['student', 'parent', 'teacher'] as const) {
      const { body, text, headers } = await expectStatus(200, world.alpha[who].client.get('/assessments/questions?subject=words&count=50'));
      assert.deepEqual(
        body.map((row: Json) => row.id),
        [practice.id],
      );
      assert.ok(!text.includes('canary'));
      assert.equal(headers.get('cache-control'), 'no-store');
    }
    for (const bad of ['count=0', 'count=51', 'difficulty=9', 'subject=a&subject=b'])
      assert.equal((await world.alpha.student.client.get(`/assessments/questions?${bad}`)).status, 400, bad);
  });

  it('tell of a graded question only whether the answer was right, then and later', async () => {
    const { alpha } = world;
    const questions = [
      { id: graded.id.toUpperCase(), answer: CANARY.toUpperCase() },
      { id: practice.id, answer: 'no' },
    ];
    const { body } = await expectStatus(201, take(alpha.student.client, questions));
    assert.deepEqual(body.results, [
      {
        question_id: graded.id,
        correct: true,
        answer: CANARY.toUpperCase(),
        correct_answer: null,
        explanation: null,
        trust: 'server_graded',
      },
      { question_id: practice.id, correct: false, answer: 'no', correct_answer: CANARY, explanation: EXPLANATION, trust: 'server_graded' },
    ]);
    assert.deepEqual([body.score, body.correct_count, body.total_questions, body.trust], [50, 1, 2, 'server_graded']);
    assert.deepEqual((await alpha.student.client.get(`/assessments/${body.id}`)).body, body);
    const guess = await expectStatus(201, take(alpha.student.client, [{ id: graded.id, answer: 'a guess' }]));
    assert.ok(!guess.text.includes('canary'));

    await expectStatus(200, alpha.teacher.client.patch(`/questions/${practice.id}`, { use: 'graded' }));
    const later = await expectStatus(200, alpha.student.client.get(`/assessments/${body.id}`));
    assert.deepEqual([later.body.results[1].correct_answer, later.body.results[1].explanation], [null, null]);
    const { text } = await expectStatus(200, alpha.student.client.get(`/users/${alpha.student.id}/personal-data`));
    assert.ok(text.includes(body.id) && !text.includes(EXPLANATION), 'the export holds the answers, not the keys');
  });

  it('count a missing answer as wrong, and take what the draw gave as it is', async () => {
    const question = (
      await expectStatus(
        201,
        world.alpha.teacher.client.post('/questions', { type: 'true_false', question: 'Ice floats', correct_answer: true, subject: 'Ice' }),
      )
    ).body;
    const drawn = (await world.alpha.student.client.get('/assessments/questions?subject=ice')).body;
    const { body } = await expectStatus(
      201,
      take(world.alpha.student.client, [
        { ...drawn[0], answer: 'TRUE' },
        own('a'),
        own('b', { answer: null }),
        own('c', { answer: 'YES' }),
      ]),
    );
    assert.deepEqual(
      body.results.map((row: Json) => [row.question_id, row.correct, row.answer, row.trust]),
      [
        [question.id, true, 'TRUE', 'server_graded'],
        ['a', false, null, 'client_asserted'],
        ['b', false, null, 'client_asserted'],
        ['c', true, 'YES', 'client_asserted'],
      ],
    );
    assert.deepEqual([body.score, body.trust], [50, 'client_asserted']);
  });

  it('grade a question of the client by its type', async () => {
    const choice = { ...own('x'), type: 'multiple_choice', options: ['yes', 'no'] };
    const truth = { ...own('x'), type: 'true_false', correct_answer: 'false' };
    for (const [question, answer, right] of [
      [choice, 'yes', true],
      [choice, 'no', false],
      [choice, 'maybe', false],
      [{ ...choice, options: [] }, 'yes', true],
      [truth, false, true],
      [truth, 'False', true],
      [truth, 'no', false],
    ] as const)
      assert.equal(
        (await expectStatus(201, take(world.alpha.student.client, [{ ...question, answer }]))).body.results[0].correct,
        right,
        `${answer}`,
      );
  });

  it('refuse what cannot be graded, by field, and keep nothing of it', async () => {
    const before = await server.sql('SELECT id FROM core.assessment');
    const cases: readonly (readonly [object[], string, object?])[] = [
      [[own('a'), own('a')], 'questions.1.id'],
      [[{ id: graded.id }, { id: graded.id.toUpperCase() }], 'questions.1.id'],
      [[{ id: graded.id, answer: true }], 'questions.0.answer'],
      [[{ id: graded.id, answer: { $ne: null } }], 'questions.0.answer'],
      [[{ id: graded.id, answer: 'x'.repeat(2001) }], 'questions.0.answer'],
      [[{ id: NOWHERE, answer: 'x' }], 'questions.0.correct_answer'],
      [[own('a', { type: 'true_false' })], 'questions.0.correct_answer'],
      [[own('a', { type: 'essay' })], 'questions.0.type'],
      [[own('')], 'questions.0.id'],
      [[own('a', { correct: true })], 'questions.0.correct'],
      [[], 'questions'],
      [Array.from({ length: 201 }, (_, n) => own(`${n}`)), 'questions'],
      [[own('a')], 'score', { score: 100 }],
      [[own('a')], 'student_id', { student_id: 'me' }],
      [[own('a')], 'subject', { subject: ' ' }],
    ];
    for (const [questions, field, more] of cases) {
      const refused = await take(world.alpha.student.client, questions, more);
      assert.equal(refused.status, 400, `${field}: ${refused.text}`);
      assert.ok(Object.keys(refused.body.errors).includes(field), `${field}: ${refused.text}`);
      assert.ok(!refused.text.includes('canary'));
    }
    assert.deepEqual(await server.sql('SELECT id FROM core.assessment'), before);
  });

  it('belong to the learner: posted and read by themselves, guardians, their teachers and admins', async () => {
    const { alpha, beta } = world;
    const stranger = await addPerson(server, alpha, 'student');
    const unrelated = await addPerson(server, alpha, 'teacher');
    const made = (await expectStatus(201, take(alpha.student.client, [own('a')]))).body;
    const listed = async (who: Client) =>
      (await expectStatus(200, who.get(`/assessments?student_id=${alpha.student.id}`))).body.map((row: Json) => row.id);
    for (const who of ['student', 'parent', 'teacher', 'admin'] as const) {
      assert.ok((await listed(alpha[who].client)).includes(made.id));
      assert.equal((await alpha[who].client.get(`/assessments/${made.id}`)).status, 200);
      const trust = (await expectStatus(201, take(alpha[who].client, [own('a')]))).body.trust;
      assert.equal(trust, ['teacher', 'admin'].includes(who) ? 'staff' : 'client_asserted');
    }
    for (const other of [stranger.client, unrelated.client, beta.admin.client]) {
      const read = await other.get(`/assessments/${made.id}`);
      assert.deepEqual([read.status, read.body.error_code], [404, 'ASSESSMENT_NOT_FOUND']);
      assert.equal((await other.get(`/assessments?student_id=${alpha.student.id}`)).status, 404);
      assert.equal((await take(other, [own('a')])).status, 404);
    }
    assert.deepEqual((await expectStatus(200, stranger.client.get('/assessments'))).body, []);
    const page = await alpha.student.client.get('/assessments?limit=1&count=exact');
    assert.ok(Number(page.headers.get('x-total-count')) > 1);
    assert.match(page.headers.get('link') ?? '', /rel="next"/);
  });

  it('of a learner leave an audit row when staff hand them in, and none when the learner does', async () => {
    const { student, teacher } = world.alpha;
    const ids: string[] = [];
    for (const who of [student, teacher]) ids.push((await expectStatus(201, take(who.client, [own('audited')]))).body.id);
    const audited = await server.sql(
      `SELECT actor_id, category, target_id, detail ->> 'assessment_id' AS assessment_id FROM core.audit_event
       WHERE action = 'assessments.assessment-taken' AND detail ->> 'assessment_id' = ANY($1::text[])`,
      [ids],
    );
    assert.deepEqual(audited, [{ actor_id: teacher.id, category: 'staff', target_id: student.id, assessment_id: ids[1] }]);
  });

  it('are made once under one idempotency key, and stand once in the log of progress', async () => {
    const { student } = world.alpha;
    const key = { 'idempotency-key': 'assessment-once' };
    const body = { student_id: student.id, subject: 'Words', topic: 'Once', questions: [own('a', { answer: 'yes' })] };
    const first = await expectStatus(201, student.client.post('/assessments', body, key));
    const again = await expectStatus(201, student.client.post('/assessments', body, key));
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.body.id, first.body.id);
    assert.equal((await server.sql(`SELECT 1 FROM core.assessment WHERE topic = 'Once'`)).length, 1);
    const logged = await server.sql(`SELECT kind, user_id, actor_id, trust, score FROM core.progress_event WHERE topic = 'Once'`);
    const entry = { kind: 'assessment_completed', user_id: student.id, actor_id: student.id, trust: 'client_asserted', score: 100 };
    assert.deepEqual(logged, [entry]);
  });
});
