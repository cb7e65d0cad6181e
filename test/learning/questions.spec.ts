import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { QuestionBank } from '../../src/domains/questions/question-bank.js';
import { InvalidInput } from '../../src/sdk/errors.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from './support.js';

const capital = {
  type: 'multiple_choice',
  question: 'Which town is the capital of Kenya?',
  options: ['Nairobi', 'Mombasa', 'Kisumu'],
  correct_answer: ' Nairobi ',
  explanation: 'Since 1907',
  subject: 'Geography',
  topic: 'Africa',
  grade_level: 5,
  difficulty: 2,
  skills: ['Capitals'],
};
const boiling = { type: 'fill_in_blank', question: 'Water boils at ___ °C', correct_answer: 100, tolerance: 0.5, subject: 'Physics' };

describe('the question bank', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const write = async (input: object, school = world.alpha): Promise<Json> =>
    (await expectStatus(201, school.teacher.client.post('/questions', input))).body;
  const within = <T>(work: (bank: QuestionBank) => Promise<T>, tenantId = world.alpha.id): Promise<T> =>
    runForTenant(tenantId, () => server.get(UnitOfWork).run(() => work(server.get(QuestionBank))));

  it('keeps questions whole, for those who write quizzes alone', async () => {
    const created = await write(capital);
    const { id, created_at, updated_at, ...rest } = created;
    assert.deepEqual(rest, { ...capital, correct_answer: 'Nairobi', accepted_answers: [], tolerance: null, use: 'practice' });
    assert.equal(created_at, updated_at);
    const read = await world.alpha.admin.client.get(`/questions/${id}`);
    assert.deepEqual(read.body, created);
    assert.equal(read.headers.get('cache-control'), 'no-store');
    for (const who of ['student', 'parent'] as const) {
      for (const path of ['/questions', `/questions/${id}`]) {
        const refused = await world.alpha[who].client.get(path);
        assert.equal(refused.status, 403);
        assert.ok(!refused.text.includes('Nairobi'));
      }
      assert.equal((await world.alpha[who].client.post('/questions', capital)).status, 403);
    }
    assert.equal((await world.beta.admin.client.get(`/questions/${id}`)).status, 404);
    const audit = await server.sql<{ action: string }>('SELECT action FROM core.audit_event WHERE target_id = $1', [id]);
    assert.deepEqual(audit, [{ action: 'questions.question-created' }]);
  });

  it('brings keys into one form', async () => {
    assert.equal((await write({ type: 'true_false', question: 'Ice floats', correct_answer: 'TRUE' })).correct_answer, true);
    assert.equal((await write(boiling)).correct_answer, 100);
    assert.equal((await write({ ...boiling, tolerance: null })).correct_answer, '100');
    const several = await write({ ...boiling, correct_answer: 'hundred', tolerance: null, accepted_answers: ['100', ' one hundred'] });
    assert.deepEqual(several.accepted_answers, ['100', 'one hundred']);
    assert.equal(several.difficulty, 3);
  });

  it('refuses keys that do not fit, by field', async () => {
    const refusals: readonly (readonly [object, string])[] = [
      [{ ...capital, correct_answer: 'Lagos' }, 'correct_answer'],
      [{ ...capital, correct_answer: 0 }, 'correct_answer'],
      [{ ...capital, options: ['Nairobi'] }, 'options'],
      [{ ...capital, options: ['Nairobi', 'Nairobi '] }, 'options'],
      [{ ...capital, tolerance: 1 }, 'tolerance'],
      [{ type: 'true_false', question: '?', correct_answer: 'perhaps' }, 'correct_answer'],
      [{ ...boiling, correct_answer: 'very hot' }, 'correct_answer'],
      [{ ...boiling, correct_answer: '0x64' }, 'correct_answer'],
      [{ ...boiling, tolerance: -1 }, 'tolerance'],
      [{ ...boiling, options: ['100'] }, 'options'],
      [{ ...boiling, accepted_answers: ['\u200b'] }, 'accepted_answers.0'],
      [{ ...boiling, difficulty: 6 }, 'difficulty'],
      [{ ...boiling, type: 'essay' }, 'type'],
      [{ ...boiling, answer: '100' }, 'answer'],
      [{ ...boiling, question: 'a\u0000b' }, '_'],
    ];
    for (const [input, field] of refusals) {
      const refused = await world.alpha.teacher.client.post('/questions', input);
      assert.equal(refused.status, 400, refused.text);
      assert.ok(field === '_' || Object.keys(refused.body.errors).includes(field), `${field}: ${refused.text}`);
    }
  });

  it('changes a part, and refuses a part that leaves the whole broken', async () => {
    const { id } = await write(capital);
    const teacher = world.alpha.teacher.client;
    const tag = (await teacher.get(`/questions/${id}`)).headers.get('etag') ?? '';
    const changed = await expectStatus(
      200,
      teacher.patch(`/questions/${id}`, { correct_answer: 'Kisumu', subject: null }, { 'if-match': tag }),
    );
    assert.equal(changed.body.correct_answer, 'Kisumu');
    assert.equal(changed.body.subject, null);
    assert.equal(changed.body.topic, 'Africa');
    assert.equal((await teacher.put(`/questions/${id}`, { difficulty: 5 }, { 'if-match': tag })).status, 412);
    const broken = await teacher.put(`/questions/${id}`, { options: ['Nairobi', 'Mombasa'] });
    assert.equal(broken.status, 400);
    assert.deepEqual(Object.keys(broken.body.errors), ['correct_answer']);
    assert.equal((await teacher.patch(`/questions/${NOWHERE}`, { difficulty: 5 })).body.error_code, 'QUESTION_NOT_FOUND');
    assert.equal((await world.beta.teacher.client.patch(`/questions/${id}`, { difficulty: 5 })).status, 404);
    await expectStatus(200, teacher.patch(`/questions/${id}`, { use: 'graded' }));
    assert.equal((await teacher.patch(`/questions/${id}`, { use: 'practice' })).status, 409);
    await expectStatus(204, teacher.delete(`/questions/${id}`));
    assert.equal((await teacher.get(`/questions/${id}`)).status, 404);
  });

  it('is listed by subject, topic, grade, difficulty, type, skill, use and text, page by page', async () => {
    const { admin } = world.beta;
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push((await write({ ...capital, difficulty: n, question: `Question ${n}?` }, world.beta)).id);
    const other = await write({ ...boiling, use: 'graded', topic: 'Heat' }, world.beta);
    const found = async (query: string) =>
      (await expectStatus(200, admin.client.get(`/questions?${query}`))).body.map((row: Json) => row.id);
    assert.deepEqual(await found('subject=GEOGRAPHY'), ids);
    assert.deepEqual(await found('topic=heat'), [other.id]);
    assert.deepEqual(await found('grade_level=5&difficulty=2'), [ids[1]]);
    assert.deepEqual(await found('type=fill_in_blank'), [other.id]);
    assert.deepEqual(await found('skill=capitals'), ids);
    assert.deepEqual(await found('use=graded'), [other.id]);
    assert.deepEqual(await found('q=question%202'), [ids[1]]);
    assert.deepEqual(await found('q=%25'), []);
    const first = await admin.client.get('/questions?limit=3&count=exact');
    assert.equal(first.headers.get('x-total-count'), '4');
    const next = /<([^>]*)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await admin.client.get(new URL(next, server.url).pathname.replace('/api/v1', '') + new URL(next, server.url).search);
    assert.deepEqual(
      [...first.body, ...second.body].map((row: Json) => row.id),
      [...ids, other.id],
    );
    for (const bad of ['difficulty=0', 'difficulty=x', 'type=essay', 'use=all', 'limit=0', 'limit=201', 'subject=a&subject=b']) {
      assert.equal((await admin.client.get(`/questions?${bad}`)).status, 400, bad);
    }
  });

  it('freezes by id, naming each unknown one by its field', async () => {
    const one = await write(boiling);
    const foreign = await write(boiling, world.beta);
    const frozen = await within((bank) => bank.freeze([one.id]));
    assert.deepEqual(frozen.get(one.id), {
      id: one.id,
      type: 'fill_in_blank',
      question: boiling.question,
      options: [],
      correct_answer: 100,
      accepted_answers: [],
      tolerance: 0.5,
      explanation: '',
      difficulty: 3,
      skills: [],
      points: 1,
    });
    await assert.rejects(
      within((bank) => bank.freeze([foreign.id, one.id, NOWHERE])),
      (error) => error instanceof InvalidInput && Object.keys(error.extras.errors ?? {}).join() === 'questions.0.id,questions.2.id',
    );
  });

  it('draws at random by rule, never what is excluded, and knows how many there are', async () => {
    const rule = { subject: 'draws', topic: 'all', difficulty: 1 };
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push((await write({ ...boiling, ...rule, subject: 'Draws', question: `Draw ${n}` })).id);
    await write({ ...boiling, ...rule, difficulty: 2 });
    await write({ ...boiling, ...rule }, world.beta);
    assert.equal(await within((bank) => bank.countMatching(rule)), 6);
    const seen = new Set<string>();
    for (let n = 0; n < 20; n += 1) {
      const drawn = await within((bank) => bank.draw({ ...rule, count: 2 }, ids.slice(0, 2)));
      assert.equal(drawn.length, 2);
      drawn.forEach(({ id }) => seen.add(id));
    }
    assert.deepEqual([...seen].toSorted(), ids.slice(2).toSorted());
    assert.equal((await within((bank) => bank.draw({ ...rule, count: 50 }))).length, 6);
    await within((bank) => bank.markGraded(ids.slice(0, 4)));
    const practice = await within((bank) => bank.draw({ ...rule, count: 50, use: 'practice' }));
    assert.deepEqual(practice.map(({ id }) => id).toSorted(), ids.slice(4).toSorted());
  });

  it('takes names that grow when they are normalised', async () => {
    const squares = (seed: number) =>
      String.fromCodePoint(...Array.from({ length: 100 }, (_, n) => 0x3300 + ((n * 37 + seed * 11 + ((n * n) % 7)) % 0x57)));
    for (let n = 0; n < 3; n += 1) {
      const { id, subject, topic } = await write({ ...boiling, subject: squares(n), topic: squares(n + 20), skills: [squares(n + 5)] });
      const found = await world.alpha.teacher.client.get(
        `/questions?subject=${encodeURIComponent(subject)}&topic=${encodeURIComponent(topic)}`,
      );
      assert.deepEqual(
        found.body.map((row: Json) => row.id),
        [id],
      );
    }
  });

  it('keeps a question while a quiz asks it', async () => {
    const teacher = world.alpha.teacher.client;
    const { id } = await write(boiling);
    const course = (await expectStatus(201, teacher.post('/courses', { title: 'Heat' }))).body;
    const quiz = (await expectStatus(201, teacher.post('/quizzes', { course_id: course.id, title: 'Heat', questions: [{ id }] }))).body;
    const refused = await teacher.delete(`/questions/${id}`);
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'CONFLICT']);
    assert.equal((await teacher.get(`/questions/${id}`)).body.use, 'graded');
    await expectStatus(204, teacher.delete(`/quizzes/${quiz.id}`));
    await expectStatus(204, teacher.delete(`/questions/${id}`));
  });
});
