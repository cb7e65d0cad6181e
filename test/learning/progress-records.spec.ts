import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { submissionEvaluated } from '../../src/sdk/contracts/exercises.js';
import type { EventData } from '../../src/sdk/events.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from './support.js';

type Evaluated = EventData<typeof submissionEvaluated>;

describe('records and summary of progress', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const summaryOf = async (who: Person): Promise<Json> => (await expectStatus(200, who.client.get(`/progress/${who.id}`))).body;
  const add = (who: Person, record: Json = {}, studentId = who.id) =>
    who.client.post('/progress/records', { student_id: studentId, subject: 'Maths', topic: 'Sets', score: 50, ...record });
  const eventsOf = async (userId: string) =>
    Number((await server.sql<{ n: string }>('SELECT count(*) AS n FROM core.progress_event WHERE user_id = $1', [userId]))[0]?.n);

  const publish = (events: readonly Evaluated[]) =>
    runForTenant(world.alpha.id, () =>
      server.get(UnitOfWork).run(async () => {
        for (const data of events)
          server.get(UnitOfWork).publish(submissionEvaluated, { key: data.student_id, subjectId: data.student_id, data });
      }),
    );
  const delivered = () =>
    eventually(async () => (await server.sql('SELECT FROM core.outbox UNION ALL SELECT FROM core.parked_event')).length === 0);

  it('add up by subject and topic, however they are spelt', async () => {
    const who = await learner('speller');
    await expectStatus(201, add(who, { score: 40, time_spent: 60 }));
    await expectStatus(201, add(who, { subject: ' MATHS ', topic: 'sets', score: 61, time_spent: 30, completed: true }));
    await expectStatus(201, add(who, { topic: 'Numbers', score: 99.5 }));
    await expectStatus(201, add(who, { subject: 'Art', topic: 'Light', score: 0 }));
    const { subjects, streak } = await summaryOf(who);
    assert.deepEqual(subjects, [
      { subject: 'Art', topics: [{ topic: 'Light', records: 1, average_score: 0, time_spent: 0, completed: false }] },
      {
        subject: 'Maths',
        topics: [
          { topic: 'Numbers', records: 1, average_score: 99.5, time_spent: 0, completed: false },
          { topic: 'Sets', records: 2, average_score: 50.5, time_spent: 90, completed: true },
        ],
      },
    ]);
    assert.equal(streak.current_days, 1);
  });

  it('are listed newest first, by subject and topic, page by page', async () => {
    const who = await learner('lister');
    for (const [subject, topic, score] of [
      ['Maths', 'Sets', 1],
      ['Maths', 'Numbers', 2],
      ['Art', 'Light', 3],
      ['maths', 'SETS', 4],
    ])
      await expectStatus(201, add(who, { subject, topic, score }));
    const scores = async (query: string) => {
      const { body, headers } = await expectStatus(200, who.client.get(`/progress/${who.id}/records?${query}`));
      return { scores: body.map(({ score }: Json) => score), total: headers.get('x-total-count'), link: headers.get('link') };
    };
    assert.deepEqual((await scores('count=exact')).scores, [4, 3, 2, 1]);
    assert.deepEqual(await scores('subject=MATHS&count=exact'), { scores: [4, 2, 1], total: '3', link: null });
    assert.deepEqual((await scores('subject=maths&topic=sets')).scores, [4, 1]);
    const first = await scores('limit=3');
    assert.deepEqual(first.scores, [4, 3, 2]);
    const next = /[?&](cursor=[^>&]+)/.exec(first.link ?? '')?.[1] ?? '';
    assert.deepEqual((await scores(`limit=3&${next}`)).scores, [1]);
    const foreign = await world.alpha.student.client.get(`/progress/${world.alpha.student.id}/records?limit=3&${next}`);
    assert.equal(foreign.status, 400);
  });

  it('are trusted when staff write them, who are on record for it, and leave the streak alone', async () => {
    const { student, teacher, parent, admin } = world.alpha;
    const stranger = await learner('no-relation');
    for (const [who, trust] of [
      [teacher, 'staff'],
      [admin, 'staff'],
      [parent, 'client_asserted'],
    ] as const) {
      const { body } = await expectStatus(201, add(who, {}, student.id));
      assert.equal(body.trust, trust);
    }
    assert.equal((await expectStatus(201, add(teacher))).body.trust, 'client_asserted');
    assert.deepEqual((await summaryOf(student)).streak, { current_days: 0, longest_days: 0, last_active_on: null });
    const audited = await server.sql(
      `SELECT actor_id, category FROM core.audit_event WHERE action = 'progress.record-added' AND target_id = $1 ORDER BY id`,
      [student.id],
    );
    assert.deepEqual(audited, [
      { actor_id: teacher.id, category: 'staff' },
      { actor_id: admin.id, category: 'staff' },
    ]);
    for (const who of [stranger, world.beta.teacher, world.beta.admin]) {
      const refused = await add(who, {}, student.id);
      assert.deepEqual([refused.status, refused.body.error_code], [404, 'USER_NOT_FOUND']);
    }
  });

  it('lose the name of whoever wrote them when that person goes, and tell it to nobody', async () => {
    const { admin, student } = world.alpha;
    const leaver = await addPerson(server, world.alpha, 'admin', 'leaver');
    const { id } = (await expectStatus(201, add(leaver, { topic: 'Kept' }, student.id))).body;
    const exported = await expectStatus(200, student.client.get(`/users/${student.id}/personal-data`));
    assert.ok(exported.text.includes(id) && !exported.text.includes(leaver.id));
    await expectStatus(202, admin.client.delete(`/users/${leaver.id}`));
    const actor = async () =>
      (await server.sql<{ actor_id: string }>('SELECT actor_id FROM core.progress_event WHERE source_id = $1', [id]))[0];
    await eventually(async () => (await server.sql('SELECT FROM core.users WHERE id = $1', [leaver.id])).length === 0);
    await eventually(async () => (await actor())?.actor_id !== leaver.id);
    assert.notEqual((await actor())?.actor_id, student.id);
    const { body } = await expectStatus(200, student.client.get(`/progress/${student.id}/records?topic=kept`));
    assert.deepEqual(
      body.map((record: Json) => record.id),
      [id],
    );
  });

  it('keep within bounds', async () => {
    const who = await learner('bounded');
    const bad = [
      { score: -0.1 },
      { score: 100.1 },
      { score: '50' },
      { time_spent: -1 },
      { time_spent: 1.5 },
      { time_spent: 86_401 },
      { subject: ' ' },
      { topic: 'x'.repeat(201) },
      { completed: 'yes' },
      { trust: 'staff' },
      { student_id: 'me' },
    ];
    for (const record of bad) assert.equal((await add(who, record)).status, 400, JSON.stringify(record));
    assert.equal((await add(who, {}, NOWHERE)).status, 404);
    assert.equal(await eventsOf(who.id), 0);
    await expectStatus(201, add(who, { score: 100, time_spent: 86_400 }));
    await expectStatus(201, add(who, { score: 0, time_spent: 0 }));
  });

  it('count once for one idempotency key', async () => {
    const who = await learner('repeater');
    const record = { student_id: who.id, subject: 'Maths', topic: 'Sets', score: 1 };
    const send = () => who.client.post('/progress/records', record, { 'idempotency-key': 'once' });
    assert.deepEqual((await expectStatus(201, send())).body, (await expectStatus(201, send())).body);
    assert.equal(await eventsOf(who.id), 1);
  });

  it('are never shown stale after anything that changes progress', async () => {
    const who = await learner('fresh');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Fresh', chapters: 3 });
    const exercise = newId();
    const evaluated = { submission_id: newId(), exercise_id: exercise, student_id: who.id, attempt: 1, score: 80 };
    const writes: (() => Promise<unknown>)[] = [
      () => expectStatus(200, who.client.post(`/progress/${who.id}/courses/${id}/chapters/${chapterIds[0]}`)),
      () => expectStatus(200, who.client.put(`/progress/me/courses/${id}`, { percent: 90 })),
      () => expectStatus(200, who.client.put(`/progress/me/courses/${id}`, { completed_chapters: chapterIds.slice(0, 2) })),
      () => expectStatus(201, add(who)),
      async () => {
        await publish([{ ...evaluated, trust: 'server_graded', evaluated_at: new Date().toISOString() }]);
        await delivered();
      },
      () => expectStatus(200, who.client.put(`/progress/${who.id}/streak/reset`)),
      () => expectStatus(204, world.alpha.teacher.client.delete(`/chapters/${chapterIds[2]}`)),
      () => setTenant(server, world.alpha.id, 'policies', { exercise_thresholds: { completed: 85, mastered: 95 } }),
    ];
    let before = JSON.stringify(await summaryOf(who));
    for (const [index, write] of writes.entries()) {
      assert.equal(JSON.stringify(await summaryOf(who)), before);
      await write();
      const now = JSON.stringify(await summaryOf(who));
      assert.notEqual(now, before, `the summary after write ${index} is the one from before`);
      before = now;
    }
    await setTenant(server, world.alpha.id, 'policies', {});
  });

  it('show exercises by the thresholds of the institution, and each submission by its latest evaluation', async () => {
    const who = await learner('solver');
    const [one, two] = [newId(), newId()];
    const [first, second, third] = [newId(), newId(), newId()];
    const evaluated = (submission_id: string, exercise_id: string, score: number, at: string): Evaluated => ({
      ...{ submission_id, exercise_id, score, student_id: who.id, attempt: 1 },
      ...{ trust: 'server_graded', evaluated_at: `2026-05-0${at}:00Z` },
    });
    const events = [
      evaluated(second, one, 75, '2T10:00'),
      evaluated(first, one, 40, '1T10:00'),
      evaluated(third, two, 95, '2T11:00'),
      // graded again, and the news of it arrive before those of the first time
      evaluated(third, two, 60, '3T11:00'),
      evaluated(third, two, 30, '1T11:00'),
    ];
    await publish(events);
    await publish(events.toReversed());
    await publish([evaluated(newId(), one, 1, '4T10:00')].map((event) => ({ ...event, student_id: NOWHERE })));
    await delivered();
    const of = async () => new Map<string, Json>((await summaryOf(who)).exercises.map((row: Json) => [row.exercise_id, row]));
    const rows = await of();
    assert.deepEqual(rows.get(one), {
      ...{ exercise_id: one, status: 'completed', attempts: 2, best_score: 75 },
      completed_at: '2026-05-02T10:00:00.000Z',
    });
    assert.deepEqual(rows.get(two), { exercise_id: two, status: 'in_progress', attempts: 1, best_score: 60, completed_at: null });
    assert.equal(await eventsOf(who.id), 5);
    await setTenant(server, world.alpha.id, 'policies', { exercise_thresholds: { completed: 35, mastered: 75 } });
    const changed = await of();
    assert.deepEqual(
      [one, two].map((id) => [changed.get(id)?.status, changed.get(id)?.completed_at]),
      [
        ['mastered', '2026-05-01T10:00:00.000Z'],
        ['completed', '2026-05-01T11:00:00.000Z'],
      ],
    );
    await setTenant(server, world.alpha.id, 'policies', {});
    const letters = await server.sql('SELECT FROM core.dead_letter');
    assert.equal(letters.length, 0);
  });

  it('count a submission handed in for the streak, once, and nothing that staff make of it', async () => {
    const who = await learner('hander');
    const evaluated: Evaluated = {
      ...{ submission_id: newId(), exercise_id: newId(), student_id: who.id, attempt: 1, score: 10 },
      ...{ trust: 'server_graded', evaluated_at: '2026-05-01T10:00:00Z' },
    };
    await publish([evaluated, { ...evaluated, trust: 'staff', evaluated_at: '2026-05-02T10:00:00Z' }]);
    await publish([{ ...evaluated, evaluated_at: '2026-05-03T10:00:00Z' }]);
    await delivered();
    const [streak] = await server.sql('SELECT longest_days, last_active_on::text FROM core.streak WHERE user_id = $1', [who.id]);
    assert.deepEqual(streak, { longest_days: 1, last_active_on: '2026-05-01' });
  });

  it('take how far one says one is, once', async () => {
    const who = await learner('sayer');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Said', chapters: 4 });
    const draft = await writeCourse(world.alpha.teacher.client, { title: 'Not yet', chapters: 1, publish: false });
    const put = (body: Json, course = id, headers = {}) => who.client.put(`/progress/me/courses/${course}`, body, headers);
    const completions = () => server.sql(`SELECT FROM core.progress_event WHERE user_id = $1 AND kind = 'chapter_completed'`, [who.id]);
    const said = (await expectStatus(200, put({ completed_chapters: [chapterIds[1], chapterIds[1]], percent: 30 }))).body;
    assert.deepEqual([said.completed_chapters, said.completion_percentage, said.streak_days], [[chapterIds[1]], 30, 1]);
    assert.deepEqual((await expectStatus(200, put({ completed_chapters: [chapterIds[1]], percent: 30 }))).body, said);
    assert.deepEqual((await expectStatus(200, put({ completed_chapters: [] }))).body, said);
    assert.equal(await eventsOf(who.id), 2);
    await expectStatus(200, who.client.post(`/progress/${who.id}/courses/${id}/chapters/${chapterIds[1]}`));
    const all = (await expectStatus(200, put({ completed_chapters: chapterIds }))).body;
    assert.deepEqual([all.completed_chapters, all.completion_percentage], [chapterIds, 100]);
    assert.equal((await completions()).length, 4);
    for (const body of [{}, { percent: 101 }, { percent: -1 }, { completed_chapters: [NOWHERE] }, { completed_chapters: draft.chapterIds }])
      assert.equal((await put(body)).status, 400, JSON.stringify(body));
    for (const course of [draft.id, NOWHERE]) assert.equal((await put({ percent: 1 }, course)).body.error_code, 'COURSE_NOT_FOUND');
    assert.equal((await put({ percent: 1 }, id, { 'if-match': '"another"' })).status, 412);
    const tag = (await put({ percent: 1 })).headers.get('etag') ?? '';
    await expectStatus(200, put({ percent: 2 }, id, { 'if-match': tag }));
    assert.equal((await put({ percent: 3 }, id, { 'if-match': tag })).status, 412);
  });
});
