import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from './support.js';

describe('progress', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const complete = (who: Person, courseId: string, chapterId: string | undefined, userId = who.id) =>
    who.client.post(`/progress/${userId}/courses/${courseId}/chapters/${chapterId}`);
  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const eventsOf = async (userId: string) =>
    Number((await server.sql<{ n: string }>('SELECT count(*) AS n FROM core.progress_event WHERE user_id = $1', [userId]))[0]?.n);
  const lastActive = (userId: string, daysAgo: number) =>
    server.sql('UPDATE core.streak SET last_active_on = last_active_on - $2::int WHERE user_id = $1', [userId, daysAgo]);

  it('grows with each chapter, exactly', async () => {
    const { student, teacher } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Thirds', chapters: 3 });
    const path = `/progress/${student.id}/courses/${id}`;
    const untouched = await student.client.get(path);
    assert.deepEqual(untouched.body, {
      user_id: student.id,
      course_id: id,
      completed_chapters: [],
      quiz_scores: {},
      completion_percentage: 0,
      last_accessed: null,
      streak_days: 0,
      created_at: null,
      updated_at: null,
    });
    const done = await complete(student, id, chapterIds[1]);
    assert.equal(done.status, 200, done.text);
    assert.equal(done.body.message, 'Chapter completed');
    assert.deepEqual(done.body.progress.completed_chapters, [chapterIds[1]]);
    assert.equal(done.body.progress.completion_percentage, 100 / 3);
    assert.equal(done.body.progress.streak_days, 1);
    assert.match(done.body.progress.last_accessed, /Z$/);
    await expectStatus(200, complete(student, id, chapterIds[0]));
    const last = await complete(student, id, chapterIds[2]);
    assert.deepEqual(last.body.progress.completed_chapters, chapterIds);
    assert.equal(last.body.progress.completion_percentage, 100);
    assert.deepEqual((await student.client.get(path)).body, last.body.progress);
    const list = await student.client.get(`/progress/${student.id}/courses?count=exact`);
    assert.deepEqual(list.body, [last.body.progress]);
    assert.equal(list.headers.get('x-total-count'), '1');
    const [event] = await server.sql<{ trust: string }>('SELECT trust FROM core.progress_event WHERE user_id = $1', [student.id]);
    assert.equal(event?.trust, 'client_asserted');
  });

  it('counts the chapters the course has now', async () => {
    const { teacher } = world.alpha;
    const who = await learner('counted');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Shrinking', chapters: 4 });
    await expectStatus(200, complete(who, id, chapterIds[0]));
    await expectStatus(200, complete(who, id, chapterIds[1]));
    await expectStatus(204, teacher.client.delete(`/chapters/${chapterIds[1]}`));
    const progress = (await who.client.get(`/progress/${who.id}/courses/${id}`)).body;
    assert.deepEqual(progress.completed_chapters, [chapterIds[0]]);
    assert.equal(progress.completion_percentage, 100 / 3);
  });

  it('counts a chapter once, ever, however often and from wherever it is said', async () => {
    const who = await learner('hasty');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Once', chapters: 2 });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => complete(who, id, chapterIds[0])));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200, 200],
    );
    assert.deepEqual(answers.map((answer) => answer.body.message).toSorted(), [
      ...Array.from({ length: 4 }, () => 'Chapter already completed'),
      'Chapter completed',
    ]);
    for (const answer of answers) assert.deepEqual(answer.body.progress, answers[0]?.body.progress);
    assert.equal(await eventsOf(who.id), 1);
  });

  it('counts every chapter when several are completed at once', async () => {
    const who = await learner('parallel');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Parallel', chapters: 4 });
    await Promise.all(chapterIds.map((chapterId) => expectStatus(200, complete(who, id, chapterId))));
    const progress = (await who.client.get(`/progress/${who.id}/courses/${id}`)).body;
    assert.deepEqual(progress.completed_chapters, chapterIds);
    assert.equal(progress.streak_days, 1);
  });

  it('is for what learners see: not drafts, not chapters of other courses', async () => {
    const { teacher, student } = world.alpha;
    const open = await writeCourse(teacher.client, { title: 'Open', chapters: 1 });
    const draft = await writeCourse(teacher.client, { title: 'Draft', chapters: 1, publish: false });
    const cases = [
      [draft.id, draft.chapterIds[0], 'COURSE_NOT_FOUND'],
      [NOWHERE, open.chapterIds[0], 'COURSE_NOT_FOUND'],
      [open.id, draft.chapterIds[0], 'CHAPTER_NOT_FOUND'],
      [open.id, NOWHERE, 'CHAPTER_NOT_FOUND'],
    ] as const;
    for (const [courseId, chapterId, code] of cases) {
      const refused = await complete(student, courseId, chapterId);
      assert.equal(refused.status, 404);
      assert.equal(refused.body.error_code, code);
    }
    assert.equal((await complete(student, open.id, 'first')).status, 400);
    assert.equal((await student.client.get(`/progress/${student.id}/courses/${draft.id}`)).status, 404);
    await expectStatus(200, complete(student, open.id, open.chapterIds[0]));
  });

  it('stays when the course is withdrawn, and keeps the course from being deleted', async () => {
    const { teacher } = world.alpha;
    const who = await learner('keeper');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Withdrawn', chapters: 2 });
    const { progress } = (await expectStatus(200, complete(who, id, chapterIds[0]))).body;
    const refused = await teacher.client.delete(`/courses/${id}`);
    assert.equal(refused.status, 409);
    assert.equal(refused.body.error_code, 'CONFLICT');
    await expectStatus(200, teacher.client.post(`/courses/${id}/unpublish`));
    assert.deepEqual((await who.client.get(`/progress/${who.id}/courses/${id}`)).body, progress);
    assert.equal((await complete(who, id, chapterIds[1])).status, 404);
  });

  it('is said by the learner alone and read by those who may read them', async () => {
    const { student, teacher, parent, admin } = world.alpha;
    const stranger = await learner('stranger');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Private', chapters: 1 });
    await expectStatus(200, complete(student, id, chapterIds[0]));
    const paths = [`/progress/${student.id}/courses/${id}`, `/progress/${student.id}/courses`];
    for (const path of paths) {
      for (const who of [student, teacher, parent, admin]) assert.equal((await who.client.get(path)).status, 200);
      for (const who of [stranger, world.beta.admin, world.beta.teacher, world.beta.student]) {
        const refused = await who.client.get(path);
        assert.equal(refused.status, 404);
        assert.equal(refused.body.error_code, 'USER_NOT_FOUND');
      }
      assert.equal((await world.alpha.nobody.get(path)).status, 401);
    }
    for (const who of [teacher, parent, admin, stranger, world.beta.student]) {
      assert.equal((await complete(who, id, chapterIds[0], student.id)).status, 404);
      assert.equal((await who.client.put(`/progress/${student.id}/streak/reset`)).status, 404);
    }
    assert.equal((await complete(world.beta.student, id, chapterIds[0])).body.error_code, 'COURSE_NOT_FOUND');
    assert.equal((await student.client.get(paths[0] ?? '')).body.streak_days, 1);
  });

  it('goes on from day to day, and is lost after a day without', async () => {
    const who = await learner('streaker');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Daily', chapters: 4 });
    const streak = async () => (await who.client.get(`/progress/${who.id}/courses/${id}`)).body.streak_days;
    await expectStatus(200, complete(who, id, chapterIds[0]));
    await lastActive(who.id, 1);
    assert.equal(await streak(), 1);
    assert.equal((await complete(who, id, chapterIds[1])).body.progress.streak_days, 2);
    await lastActive(who.id, 2);
    assert.equal(await streak(), 0);
    assert.equal((await complete(who, id, chapterIds[1])).body.progress.streak_days, 0);
    assert.equal((await complete(who, id, chapterIds[2])).body.progress.streak_days, 1);
  });

  it('can start its streak anew once a day, keeping the longest', async () => {
    const who = await learner('resetter');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Anew', chapters: 3 });
    await expectStatus(200, complete(who, id, chapterIds[0]));
    await lastActive(who.id, 1);
    await expectStatus(200, complete(who, id, chapterIds[1]));
    const stale = await who.client.put(`/progress/${who.id}/streak/reset`, undefined, { 'if-match': '"another"' });
    assert.equal(stale.status, 412);
    const reset = await who.client.put(`/progress/${who.id}/streak/reset`);
    assert.equal(reset.status, 200, reset.text);
    const { last_active_on: on, ...streak } = reset.body.streak;
    assert.deepEqual(streak, { current_days: 0, longest_days: 2 });
    assert.match(on, /^\d{4}-\d\d-\d\d$/);
    assert.equal((await who.client.get(`/progress/${who.id}/courses/${id}`)).body.streak_days, 0);
    assert.equal((await complete(who, id, chapterIds[2])).body.progress.streak_days, 1);
    const again = await who.client.put(`/progress/${who.id}/streak/reset`);
    assert.equal(again.status, 429);
    assert.equal(again.body.error_code, 'RATE_LIMITED');
    assert.ok(Number(again.headers.get('retry-after')) > 0);
  });

  it('takes a day’s worth of chapters, repeats not counted', async () => {
    const { teacher } = world.beta;
    const who = await addPerson(server, world.beta, 'student', 'diligent');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Limited', chapters: 4 });
    await setTenant(server, world.beta.id, 'limits', { chapter_complete: { limit: 2, window_seconds: 86_400 } });
    await expectStatus(200, complete(who, id, chapterIds[0]));
    for (let n = 0; n < 3; n += 1) await expectStatus(200, complete(who, id, chapterIds[0]));
    await expectStatus(200, complete(who, id, chapterIds[1]));
    const beyond = await complete(who, id, chapterIds[2]);
    assert.equal(beyond.status, 429);
    await expectStatus(200, complete(who, id, chapterIds[1]));
    const progress = (await who.client.get(`/progress/${who.id}/courses/${id}`)).body;
    assert.equal(progress.completion_percentage, 50);
  });

  it('lists every course that was begun', async () => {
    const who = await learner('reader');
    const ids: string[] = [];
    for (const title of ['One', 'Two', 'Three']) {
      const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title, chapters: 2 });
      await expectStatus(200, complete(who, id, chapterIds[0]));
      ids.push(id);
    }
    const list = await who.client.get(`/progress/${who.id}/courses`);
    assert.deepEqual(
      list.body.map((one: Json) => [one.course_id, one.completion_percentage]),
      ids.map((id) => [id, 50]),
    );
    assert.match(list.headers.get('cache-control') ?? '', /no-store/);
  });

  it('goes with the person, and is exported before', async () => {
    const { admin, teacher, classId } = world.alpha;
    const who = await learner('leaving');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Left', chapters: 1 });
    await expectStatus(201, teacher.client.post(`/classes/${classId}/enrollments`, { user_id: who.id, role: 'student' }));
    await expectStatus(200, complete(who, id, chapterIds[0]));
    const held = async () =>
      (
        await server.sql<{ found: string }>(
          `SELECT 'enrollment' AS found FROM core.enrollment WHERE user_id = $1 UNION ALL SELECT 'event' FROM core.progress_event WHERE user_id = $1
           UNION ALL SELECT 'course' FROM core.course_progress WHERE user_id = $1 UNION ALL SELECT 'streak' FROM core.streak WHERE user_id = $1`,
          [who.id],
        )
      ).map((row) => row.found);
    assert.deepEqual((await held()).toSorted(), ['course', 'enrollment', 'event', 'streak']);
    const exported = (await expectStatus(200, who.client.get(`/users/${who.id}/personal-data`))).text;
    for (const part of [classId, chapterIds[0], 'client_asserted', 'longest_days']) assert.ok(exported.includes(part ?? '-'), part);
    await expectStatus(202, admin.client.delete(`/users/${who.id}`));
    await eventually(async () => (await held()).length === 0);
    assert.equal((await teacher.client.get(`/progress/${who.id}/courses`)).status, 404);
    await expectStatus(204, teacher.client.delete(`/courses/${id}`));
  });

  it('turns its day over at midnight of the institution', async () => {
    const { beta } = world;
    const who = await addPerson(server, beta, 'student', 'traveller');
    const { id, chapterIds } = await writeCourse(beta.teacher.client, { title: 'Dateline', chapters: 1 });
    const dayThere = () => new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
    await setTenant(server, beta.id, 'timezone', 'Pacific/Kiritimati');
    const before = dayThere();
    await expectStatus(200, complete(who, id, chapterIds[0]));
    const [streak] = await server.sql<{ on: string }>('SELECT last_active_on::text AS on FROM core.streak WHERE user_id = $1', [who.id]);
    assert.ok([before, dayThere()].includes(streak?.on ?? ''), streak?.on);
    await setTenant(server, beta.id, 'timezone', 'Pacific/Niue');
    assert.equal((await who.client.get(`/progress/${who.id}/courses/${id}`)).body.streak_days, 1);
  });
});
