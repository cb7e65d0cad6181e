import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from '../learning/support.js';
import { choice, fillIn, ROOMY_QUIZ_LIMITS, submit, trueFalse, writeQuiz } from './support.js';

describe('writing quizzes', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_QUIZ_LIMITS);
  });
  after(() => server.close());

  it('takes questions of the bank and new ones, with their points, and shows them with their keys', async () => {
    const { client } = world.alpha.teacher;
    const course = await writeCourse(client, { title: 'Whole', chapters: 2 });
    const bank = (await expectStatus(201, client.post('/questions', fillIn('In the bank?', { accepted_answers: ['Lutetia'] })))).body;
    assert.equal(bank.use, 'practice');
    const quiz = {
      course_id: course.id,
      chapter_id: course.chapterIds[1],
      title: '  Everything  ',
      passing_score: 0.5,
      premium: true,
      time_limit_seconds: 600,
      max_attempts: 3,
      opens_at: '2026-01-01T10:00:00+02:00',
      closes_at: '2030-01-01T00:00:00Z',
      feedback: 'correctness',
      questions: [{ id: bank.id, points: 4 }, trueFalse('New?', { points: 2, difficulty: 5, subject: 'Writing' }), choice('Plain?')],
      draw: [{ subject: 'writing', difficulty: 5, count: 1 }],
    };
    const created = (await expectStatus(201, client.post('/quizzes', quiz))).body;
    const { id, questions, ...facts } = created;
    assert.deepEqual(facts, {
      course_id: course.id,
      chapter_id: course.chapterIds[1],
      title: 'Everything',
      passing_score: 0.5,
      premium: true,
      time_limit_seconds: 600,
      max_attempts: 3,
      opens_at: '2026-01-01T08:00:00.000Z',
      closes_at: '2030-01-01T00:00:00.000Z',
      feedback: 'correctness',
      draw: [{ subject: 'writing', difficulty: 5, count: 1 }],
    });
    assert.deepEqual(
      questions.map((one: Json) => [one.question, one.points, one.difficulty, one.correct_answer, one.accepted_answers, one.explanation]),
      [
        ['In the bank?', 4, 3, 'Paris', ['Lutetia'], 'Why In the bank?'],
        ['New?', 2, 5, true, [], 'Why New?'],
        ['Plain?', 1, 3, 'right', [], 'Why Plain?'],
      ],
    );
    for (const one of questions) assert.equal((await expectStatus(200, client.get(`/questions/${one.id}`))).body.use, 'graded');
    assert.deepEqual((await expectStatus(200, client.get(`/quizzes/${id}`))).body, created);
    assert.equal((await client.delete(`/questions/${bank.id}`)).status, 409, 'a quiz asks it');
  });

  it('changes what is sent and nothing else, by PATCH and PUT', async () => {
    const { client } = world.alpha.teacher;
    const { id, view } = await writeQuiz(client, { draw: [{ count: 2 }] });
    for (const change of [client.patch, client.put]) {
      const changed = (await expectStatus(200, change(`/quizzes/${id}`, { title: 'Renamed', time_limit_seconds: 60 }))).body;
      assert.deepEqual(changed, { ...view, title: 'Renamed', time_limit_seconds: 60 });
      assert.deepEqual((await expectStatus(200, change(`/quizzes/${id}`, {}))).body, changed);
    }
    const [first, , third] = view.questions;
    const reordered = (
      await expectStatus(200, client.patch(`/quizzes/${id}`, { questions: [{ id: third.id }, { id: first.id }], draw: [] }))
    ).body;
    assert.deepEqual([reordered.questions, reordered.draw], [[third, first], []]);
    const cleared = (await expectStatus(200, client.patch(`/quizzes/${id}`, { time_limit_seconds: null, questions: [] }))).body;
    assert.deepEqual([cleared.time_limit_seconds, cleared.questions], [null, []]);
    const stale = await client.patch(`/quizzes/${id}`, { title: 'Late' }, { 'if-match': '"another"' });
    assert.equal(stale.status, 412);
    const tag = (await client.get(`/quizzes/${id}`)).headers.get('etag') ?? '';
    await expectStatus(200, client.patch(`/quizzes/${id}`, { title: 'In time' }, { 'if-match': tag }));
  });

  it('refuses what does not fit, by field', async () => {
    const { client } = world.alpha.teacher;
    const course = await writeCourse(client, { title: 'Refused', chapters: 1 });
    const other = await writeCourse(client, { title: 'Other', chapters: 1 });
    const known = (await expectStatus(201, client.post('/questions', choice('Known?')))).body.id;
    const cases: [string, object][] = [
      ['course_id', { course_id: NOWHERE }],
      ['course_id', { course_id: undefined }],
      ['chapter_id', { chapter_id: NOWHERE }],
      ['chapter_id', { chapter_id: other.chapterIds[0] }],
      ['title', { title: ' ' }],
      ['passing_score', { passing_score: 1.01 }],
      ['passing_score', { passing_score: -0.1 }],
      ['passing_score', { passing_score: '0.7' }],
      ['time_limit_seconds', { time_limit_seconds: 0 }],
      ['time_limit_seconds', { time_limit_seconds: 1.5 }],
      ['max_attempts', { max_attempts: 0 }],
      ['opens_at', { opens_at: 'tomorrow' }],
      ['opens_at', { opens_at: '2026-01-01T10:00:00' }],
      ['opens_at', { opens_at: '0000-01-01T00:00:00+14:00' }],
      ['closes_at', { closes_at: '9999-12-31T23:59:59-14:00' }],
      ['closes_at', { opens_at: '2026-01-02T00:00:00Z', closes_at: '2026-01-01T00:00:00Z' }],
      ['feedback', { feedback: 'some' }],
      ['questions.1.id', { questions: [{ id: known }, { id: NOWHERE }] }],
      ['questions.1.id', { questions: [{ id: known }, { id: known }] }],
      ['questions.0.points', { questions: [{ id: known, points: 0 }] }],
      ['questions.0.points', { questions: [{ id: known, points: 0.5 }] }],
      ['questions.0.correct_answer', { questions: [choice('No such key', { correct_answer: 'none of them' })] }],
      ['questions.0.id', { questions: [{}] }],
      ['draw.0.count', { draw: [{ subject: 'Nobody asks this', count: 1 }] }],
      ['draw.0.count', { draw: [{ count: 0 }] }],
      ['draw.0.difficulty', { draw: [{ difficulty: 6, count: 1 }] }],
      ['draw', { draw: [{ count: 100 }, { count: 100 }, { count: 1 }] }],
      ['score', { score: 1 }],
    ];
    const quizzes = async () => (await expectStatus(200, client.get(`/quizzes?course_id=${course.id}`))).body;
    for (const [field, wrong] of cases) {
      const { status, body, text } = await client.post('/quizzes', { course_id: course.id, title: 'Wrong', ...wrong });
      assert.deepEqual([status, body.error_code], [400, 'VALIDATION_ERROR'], text);
      assert.deepEqual(Object.keys(body.errors), [field], text);
    }
    assert.deepEqual(await quizzes(), []);
    const { id } = (await expectStatus(201, client.post('/quizzes', { course_id: course.id, title: 'Right' }))).body;
    const moved = await client.patch(`/quizzes/${id}`, { course_id: other.id });
    assert.deepEqual([moved.status, Object.keys(moved.body.errors)], [400, ['course_id']]);
    await expectStatus(200, client.patch(`/quizzes/${id}`, { course_id: course.id, opens_at: '2027-01-01T00:00:00Z' }));
    const early = await client.patch(`/quizzes/${id}`, { closes_at: '2026-01-01T00:00:00Z' });
    assert.deepEqual([early.status, Object.keys(early.body.errors)], [400, ['closes_at']]);
  });

  it('lists for staff by course and chapter, in pages', async () => {
    const { client } = world.alpha.teacher;
    const course = await writeCourse(client, { title: 'Listed', chapters: 2 });
    const ids: string[] = [];
    for (const chapter of [null, course.chapterIds[0], course.chapterIds[1], course.chapterIds[1]]) {
      ids.push((await writeQuiz(client, { courseId: course.id, chapter_id: chapter })).id);
    }
    const listed = async (query: string) => (await expectStatus(200, client.get(`/quizzes?${query}`))).body.map((quiz: Json) => quiz.id);
    assert.deepEqual(await listed(`course_id=${course.id}`), ids);
    assert.deepEqual(await listed(`chapter_id=${course.chapterIds[1]}`), ids.slice(2));
    assert.deepEqual(await listed(`course_id=${course.id}&chapter_id=${course.chapterIds[0]}`), [ids[1]]);
    assert.deepEqual(await listed(`course_id=${NOWHERE}`), []);
    const page = await client.get(`/quizzes?course_id=${course.id}&limit=3&count=exact`);
    assert.equal(page.headers.get('x-total-count'), '4');
    const next = /<[^>]*\/api\/v1([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    assert.deepEqual(
      (await expectStatus(200, client.get(next))).body.map((quiz: Json) => quiz.id),
      ids.slice(3),
    );
    await expectStatus(204, client.delete(`/chapters/${course.chapterIds[1]}`));
    assert.equal((await client.get(`/quizzes/${ids[3]}`)).body.chapter_id, null);
  });

  it('deletes what nobody attempted, course and all', async () => {
    const { teacher, student } = world.alpha;
    const { id, courseId } = await writeQuiz(teacher.client);
    const untouched = await writeQuiz(teacher.client, { courseId });
    await expectStatus(200, student.client.post(`/quizzes/${id}/attempts`));
    const refused = await teacher.client.delete(`/quizzes/${id}`);
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'CONFLICT']);
    assert.equal((await teacher.client.delete(`/courses/${courseId}`)).status, 409);
    await expectStatus(204, teacher.client.delete(`/quizzes/${untouched.id}`));
    assert.equal((await teacher.client.get(`/quizzes/${untouched.id}`)).status, 404);
    await expectStatus(200, submit(student, id, {}));
    const another = await writeQuiz(teacher.client);
    await expectStatus(204, teacher.client.delete(`/courses/${another.courseId}`));
    assert.equal((await teacher.client.get(`/quizzes/${another.id}`)).status, 404);
  });

  it('is for staff of the institution, and leaves a trace', async () => {
    const { alpha, beta } = world;
    const { id, courseId } = await writeQuiz(alpha.teacher.client);
    const acts = (who: Person) => [
      who.client.get('/quizzes'),
      who.client.post('/quizzes', { course_id: courseId, title: 'Mine' }),
      who.client.patch(`/quizzes/${id}`, { title: 'Mine' }),
      who.client.put(`/quizzes/${id}`, { title: 'Mine' }),
      who.client.delete(`/quizzes/${id}`),
    ];
    for (const who of [alpha.student, alpha.parent]) for (const act of acts(who)) assert.equal((await act).status, 403);
    assert.deepEqual(
      (await Promise.all(acts(beta.admin))).map(({ status }) => status),
      [200, 400, 404, 404, 404],
    );
    assert.deepEqual((await beta.admin.client.get(`/quizzes?course_id=${courseId}`)).body, []);
    await expectStatus(200, alpha.admin.client.patch(`/quizzes/${id}`, { title: 'Ours' }));
    await expectStatus(204, alpha.admin.client.delete(`/quizzes/${id}`));
    const audit = await server.sql<{ action: string; actor_id: string }>(
      'SELECT action, actor_id FROM core.audit_event WHERE target_id = $1 ORDER BY occurred_at, id',
      [id],
    );
    assert.deepEqual(
      audit.map(({ action, actor_id: actor }) => [action, actor]),
      [
        ['quizzes.quiz-created', alpha.teacher.id],
        ['quizzes.quiz-changed', alpha.admin.id],
        ['quizzes.quiz-deleted', alpha.admin.id],
      ],
    );
  });

  it('are listed in pages of so many questions, and none is lost', async () => {
    const { teacher, student } = world.alpha;
    const many = Array.from({ length: 200 }, (_, n) => choice(`Of many ${n}?`));
    const { courseId, questionIds } = await writeQuiz(teacher.client, { questions: many });
    for (let n = 1; n <= 10; n += 1) await writeQuiz(teacher.client, { courseId, questions: questionIds.map((id) => ({ id })) });
    for (const [who, path] of [
      [teacher.client, `/quizzes?course_id=${courseId}`],
      [student.client, `/quizzes/user/${student.id}/course/${courseId}`],
    ] as const) {
      const first = await expectStatus(200, who.get(`${path}${path.includes('?') ? '&' : '?'}count=exact`));
      assert.deepEqual([first.body.length, first.headers.get('x-total-count')], [10, '11'], path);
      const next = /\/api\/v1([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      const { body, headers } = await expectStatus(200, who.get(next));
      assert.deepEqual([body.length, body[0].questions.length, headers.get('link')], [1, 200, null], path);
    }
  });
});
