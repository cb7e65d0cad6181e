import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { NOWHERE, writeCourse } from './support.js';

describe('courses and chapters', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const audited = async (id: string) =>
    (await server.sql<{ action: string }>('SELECT action FROM core.audit_event WHERE target_id = $1 ORDER BY id', [id])).map(
      (row) => row.action,
    );
  const orderOf = async (client: Client, courseId: string) => {
    const { body } = await client.get(`/courses/${courseId}/chapters`);
    return body.map((chapter: Json) => chapter.title);
  };

  it('are drafts until published, and drafts exist for those who write courses alone', async () => {
    const { teacher, admin, student, parent, nobody } = world.alpha;
    const input = {
      title: '  Photosynthesis ',
      description: 'Light to sugar',
      subject: 'Biology',
      grade_level: 7,
      difficulty_level: 'intermediate',
    };
    const created = await teacher.client.post('/courses', input);
    assert.equal(created.status, 201, created.text);
    const { id, created_at, updated_at, ...rest } = created.body;
    assert.deepEqual(rest, { ...input, title: 'Photosynthesis', prerequisites: [], status: 'draft', chapter_count: 0 });
    assert.match(created_at, /Z$/);
    assert.equal(updated_at, created_at);
    const chapter = await teacher.client.post(`/courses/${id}/chapters`, { title: 'Leaves', content: '# Leaves' });
    assert.equal(chapter.status, 201, chapter.text);

    const paths = [`/courses/${id}`, `/courses/${id}/chapters`, `/chapters/${chapter.body.id}`];
    for (const path of paths) {
      assert.equal((await admin.client.get(path)).status, 200);
      for (const who of [student.client, parent.client, nobody]) {
        const answer = await who.get(path);
        assert.equal(answer.status, 404);
        assert.equal(answer.body.error_code, path.startsWith('/courses') ? 'COURSE_NOT_FOUND' : 'CHAPTER_NOT_FOUND');
      }
    }
    const listed = async (who: Client) => (await who.get('/courses?subject=biology')).body.map((course: Json) => course.id);
    assert.deepEqual(await listed(teacher.client), [id]);
    assert.deepEqual(await listed(nobody), []);

    const publish = await teacher.client.post(`/courses/${id}/publish`);
    assert.equal(publish.status, 200);
    assert.equal(publish.body.status, 'published');
    assert.equal((await teacher.client.post(`/courses/${id}/publish`)).status, 200);
    for (const path of paths) for (const who of [student.client, parent.client, nobody]) assert.equal((await who.get(path)).status, 200);
    assert.deepEqual(await listed(nobody), [id]);

    const back = await teacher.client.post(`/courses/${id}/unpublish`);
    assert.equal(back.body.status, 'draft');
    assert.equal((await nobody.get(`/courses/${id}`)).status, 404);
    assert.deepEqual(await audited(id), ['courses.course-created', 'courses.course-published', 'courses.course-unpublished']);
  });

  it('are published once, however often somebody clicks', async () => {
    const { teacher } = world.alpha;
    const { id } = await writeCourse(teacher.client, { title: 'Clicked', chapters: 1, publish: false });
    const answers = await Promise.all([1, 2, 3].map(() => teacher.client.post(`/courses/${id}/publish`)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.deepEqual(await audited(id), ['courses.course-created', 'courses.course-published']);
  });

  it('are listed in pages, filtered and counted', async () => {
    const { teacher } = world.beta;
    for (const n of [1, 2, 3, 4, 5]) {
      await writeCourse(teacher.client, { title: `Fractions Part ${n}`, subject: n % 2 ? 'Maths' : 'Art', grade_level: n, chapters: 0 });
    }
    const { nobody } = world.beta;
    const first = await nobody.get('/courses?limit=2&count=exact');
    assert.equal(first.headers.get('x-total-count'), '5');
    assert.deepEqual(
      first.body.map((course: Json) => course.grade_level),
      [1, 2],
    );
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await nobody.get(next.replace(/^.*\/api\/v1/, ''));
    assert.deepEqual(
      second.body.map((course: Json) => course.grade_level),
      [3, 4],
    );
    const grades = async (query: string) => (await nobody.get(`/courses?${query}`)).body.map((course: Json) => course.grade_level);
    assert.deepEqual(await grades('subject=MATHS'), [1, 3, 5]);
    assert.deepEqual(await grades('grade_level=4'), [4]);
    assert.deepEqual(await grades('q=part%203'), [3]);
    assert.deepEqual(await grades('q=100%25'), []);
    for (const grade of ['x', '', '4.5']) assert.equal((await nobody.get(`/courses?grade_level=${grade}`)).status, 400, grade);
    assert.equal((await nobody.get('/courses?limit=201')).status, 400);
    const cursor = new URL(next, 'http://x').searchParams.get('cursor') ?? '';
    assert.equal((await world.alpha.nobody.get(`/courses?limit=2&cursor=${encodeURIComponent(cursor)}`)).status, 400);
  });

  it('number chapters from 1 and link each with its neighbours', async () => {
    const { teacher, student } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Linked', chapters: 3 });
    const [a, b, c] = chapterIds;
    const list = await student.client.get(`/courses/${id}/chapters`);
    assert.deepEqual(
      list.body.map((chapter: Json) => [chapter.id, chapter.order, chapter.prev_chapter_id, chapter.next_chapter_id]),
      [
        [a, 1, null, b],
        [b, 2, a, c],
        [c, 3, b, null],
      ],
    );
    const paged = await student.client.get(`/courses/${id}/chapters?limit=2&count=exact`);
    assert.equal(paged.headers.get('x-total-count'), '3');
    assert.equal(paged.body[1].next_chapter_id, c);
    const one = await student.client.get(`/chapters/${b}`);
    assert.deepEqual(one.body, list.body[1]);
    assert.deepEqual(Object.keys(one.body).sort(), [
      ...['content', 'course_id', 'created_at', 'id', 'next_chapter_id', 'order', 'prev_chapter_id', 'title', 'updated_at'],
    ]);
    assert.deepEqual((await student.client.get(`/chapters/${b}/next`)).body, list.body[2]);
    assert.deepEqual((await student.client.get(`/chapters/${b}/previous`)).body, list.body[0]);
    for (const path of [`/chapters/${a}/previous`, `/chapters/${c}/next`, `/chapters/${NOWHERE}/next`]) {
      const end = await student.client.get(path);
      assert.equal(end.status, 404);
      assert.equal(end.body.error_code, 'CHAPTER_NOT_FOUND');
    }
    const whole = await student.client.get(`/courses/${id}?include=chapters`);
    assert.deepEqual(whole.body.chapters, list.body);
    assert.equal(whole.body.chapter_count, 3);
    assert.equal((await student.client.get(`/courses/${id}`)).body.chapters, undefined);
    assert.equal((await student.client.get(`/courses/${id}?include=quizzes`)).status, 400);
  });

  it('answer an unchanged course and chapter list with 304', async () => {
    const { student, teacher } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Unchanged', chapters: 2 });
    const path = `/courses/${id}/chapters`;
    const first = await student.client.get(path);
    const tag = first.headers.get('etag') ?? '';
    assert.notEqual(tag, '');
    assert.equal((await student.client.get(path, { 'if-none-match': tag })).status, 304);
    await teacher.client.patch(`/chapters/${chapterIds[0]}`, { title: 'Changed' });
    assert.equal((await student.client.get(path, { 'if-none-match': tag })).status, 200);
  });

  it('keep the order dense while chapters come, move and go', async () => {
    const { teacher, nobody } = world.alpha;
    const { id } = await writeCourse(teacher.client, { title: 'Ordered', chapters: 3 });
    await teacher.client.post(`/courses/${id}/chapters`, { title: 'In between', content: '', order: 2 });
    assert.deepEqual(await orderOf(nobody, id), ['Chapter 1', 'In between', 'Chapter 2', 'Chapter 3']);
    const beyond = await teacher.client.post(`/courses/${id}/chapters`, { title: 'Far', content: '', order: 9 });
    assert.equal(beyond.status, 400);
    assert.deepEqual(Object.keys(beyond.body.errors), ['order']);
    const ids = (await nobody.get(`/courses/${id}/chapters`)).body.map((chapter: Json) => chapter.id);
    const reversed = await teacher.client.put(`/courses/${id}/chapters/order`, { chapter_ids: ids.toReversed() });
    assert.equal(reversed.status, 200, reversed.text);
    assert.deepEqual(
      reversed.body.map((chapter: Json) => [chapter.id, chapter.order]),
      ids.toReversed().map((one: string, n: number) => [one, n + 1]),
    );
    assert.deepEqual(await orderOf(nobody, id), ['Chapter 3', 'Chapter 2', 'In between', 'Chapter 1']);
    for (const wrong of [ids.slice(1), [...ids, NOWHERE], [ids[0], ids[0], ids[1], ids[2]], []]) {
      const refused = await teacher.client.put(`/courses/${id}/chapters/order`, { chapter_ids: wrong });
      assert.equal(refused.status, 400);
      assert.deepEqual(Object.keys(refused.body.errors), ['chapter_ids']);
    }
    assert.equal((await teacher.client.delete(`/chapters/${ids[2]}`)).status, 204);
    const left = await nobody.get(`/courses/${id}/chapters`);
    assert.deepEqual(
      left.body.map((chapter: Json) => [chapter.title, chapter.order]),
      [
        ['Chapter 3', 1],
        ['In between', 2],
        ['Chapter 1', 3],
      ],
    );
    assert.equal((await nobody.get(`/courses/${id}`)).body.chapter_count, 3);
  });

  it('keep the order dense and unique when many write at once', async () => {
    const { teacher, admin, nobody } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Crowded', chapters: 2 });
    const writes = Array.from({ length: 8 }, (_, n) =>
      (n % 2 ? admin : teacher).client.post(`/courses/${id}/chapters`, { title: `New ${n}`, content: '', ...(n % 3 ? {} : { order: 1 }) }),
    );
    const answers = await Promise.all([...writes, teacher.client.delete(`/chapters/${chapterIds[0]}`)]);
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [...Array.from({ length: 8 }, () => 201), 204]);
    const list = await nobody.get(`/courses/${id}/chapters`);
    assert.deepEqual(
      list.body.map((chapter: Json) => chapter.order),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.equal((await nobody.get(`/courses/${id}`)).body.chapter_count, 9);
  });

  it('change in part by PATCH and PUT, honour If-Match and refuse what they do not know', async () => {
    const { teacher, nobody } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Versioned', subject: 'History', chapters: 1 });
    const tag = (await teacher.client.get(`/courses/${id}`)).headers.get('etag') ?? '';
    const patched = await teacher.client.patch(`/courses/${id}`, { description: 'New', subject: null }, { 'if-match': tag });
    assert.equal(patched.status, 200, patched.text);
    assert.deepEqual([patched.body.title, patched.body.description, patched.body.subject], ['Versioned', 'New', null]);
    const stale = await teacher.client.put(`/courses/${id}`, { title: 'Lost update' }, { 'if-match': tag });
    assert.equal(stale.status, 412);
    assert.equal((await nobody.get(`/courses/${id}`)).body.title, 'Versioned');
    assert.equal((await teacher.client.put(`/courses/${id}`, { title: 'Renamed' })).body.title, 'Renamed');
    assert.deepEqual(
      (await nobody.get('/courses?q=renamed')).body.map((course: Json) => course.id),
      [id],
    );
    const chapterTag = (await teacher.client.get(`/chapters/${chapterIds[0]}`)).headers.get('etag') ?? '';
    assert.equal(
      (await teacher.client.patch(`/chapters/${chapterIds[0]}`, { content: 'x' }, { 'if-match': chapterTag })).body.content,
      'x',
    );
    assert.equal((await teacher.client.put(`/chapters/${chapterIds[0]}`, { content: 'y' }, { 'if-match': chapterTag })).status, 412);
    assert.equal((await teacher.client.patch(`/courses/${id}`, {})).status, 200);
    for (const body of [{ status: 'hidden' }, { chapter_count: 7 }, { title: '' }, { difficulty_level: 'hard' }, { grade_level: '7' }]) {
      assert.equal((await teacher.client.patch(`/courses/${id}`, body)).status, 400);
    }
    assert.equal((await teacher.client.get('/courses/not-an-id')).status, 400);
  });

  it('are published and withdrawn by their status too, and chapters moved by their order', async () => {
    const { teacher, nobody } = world.alpha;
    const { body: course } = await teacher.client.post('/courses', { title: 'Straightaway', status: 'published' });
    assert.equal(course.status, 'published');
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Moved', chapters: 4, publish: false });
    const shown = await teacher.client.patch(`/courses/${id}`, { title: 'Moving', status: 'published' });
    assert.deepEqual([shown.status, shown.body.status, shown.body.title], [200, 'published', 'Moving']);
    assert.ok((await audited(id)).includes('courses.course-published'));

    const moved = await teacher.client.patch(`/chapters/${chapterIds[0]}`, { order: 3, title: 'First' });
    assert.deepEqual([moved.status, moved.body.order, moved.body.next_chapter_id], [200, 3, chapterIds[3]], moved.text);
    assert.deepEqual(await orderOf(nobody, id), ['Chapter 2', 'Chapter 3', 'First', 'Chapter 4']);
    assert.equal((await teacher.client.put(`/chapters/${chapterIds[3]}`, { order: 1 })).body.prev_chapter_id, null);
    assert.deepEqual(await orderOf(nobody, id), ['Chapter 4', 'Chapter 2', 'Chapter 3', 'First']);
    const beyond = await teacher.client.patch(`/chapters/${chapterIds[0]}`, { order: 5 });
    assert.deepEqual([beyond.status, Object.keys(beyond.body.errors)], [400, ['order']]);

    assert.equal((await teacher.client.put(`/courses/${id}`, { status: 'draft' })).body.status, 'draft');
    assert.equal((await nobody.get(`/courses/${id}`)).status, 404);
  });

  it('honour If-Match when chapters are ordered and when they or their course go', async () => {
    const { teacher } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Guarded', chapters: 2 });
    const [first, second] = chapterIds;
    const tagOf = async (path: string) => (await teacher.client.get(path)).headers.get('etag') ?? '';
    const listTag = await tagOf(`/courses/${id}/chapters`);
    const order = (ids: unknown[]) => teacher.client.put(`/courses/${id}/chapters/order`, { chapter_ids: ids }, { 'if-match': listTag });
    assert.equal((await order([second, first])).status, 200);
    assert.equal((await order([first, second])).status, 412);
    for (const path of [`/chapters/${first}`, `/courses/${id}`]) {
      assert.equal((await teacher.client.delete(path, undefined, { 'if-match': listTag })).status, 412, path);
      assert.equal((await teacher.client.delete(path, undefined, { 'if-match': await tagOf(path) })).status, 204, path);
    }
  });

  it('presuppose other courses, never in a circle', async () => {
    const { teacher, nobody } = world.alpha;
    const [a, b, c] = await Promise.all(
      ['A', 'B', 'C'].map(async (title) => (await writeCourse(teacher.client, { title, chapters: 0 })).id),
    );
    const require = (id: string | undefined, prerequisites: unknown[]) => teacher.client.patch(`/courses/${id}`, { prerequisites });
    assert.deepEqual((await require(b, [a])).body.prerequisites, [a]);
    assert.deepEqual((await require(c, [b, a])).body.prerequisites, [b, a]);
    for (const [id, wrong] of [
      [a, [c]],
      [a, [a]],
      [a, [NOWHERE]],
      [a, [b, b]],
    ] as const) {
      const refused = await require(id, [...wrong]);
      assert.equal(refused.status, 400);
      assert.ok(Object.keys(refused.body.errors).some((field) => field.startsWith('prerequisites')));
    }
    assert.deepEqual((await nobody.get(`/courses/${a}`)).body.prerequisites, []);
    await teacher.client.post(`/courses/${b}/unpublish`);
    assert.deepEqual((await nobody.get(`/courses/${c}`)).body.prerequisites, [a]);
    assert.deepEqual((await teacher.client.get(`/courses/${c}`)).body.prerequisites, [b, a]);
    assert.equal((await teacher.client.delete(`/courses/${a}`)).status, 204);
    assert.deepEqual((await teacher.client.get(`/courses/${c}`)).body.prerequisites, [b]);
  });

  it('cannot be closed to a circle by two changes at once', async () => {
    const { teacher } = world.alpha;
    const [a, b] = await Promise.all(
      ['Left', 'Right'].map(async (title) => (await writeCourse(teacher.client, { title, chapters: 0 })).id),
    );
    const answers = await Promise.all([
      teacher.client.patch(`/courses/${a}`, { prerequisites: [b] }),
      teacher.client.patch(`/courses/${b}`, { prerequisites: [a] }),
    ]);
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [200, 400]);
  });

  it('are written by staff alone', async () => {
    const { teacher, student, parent, nobody } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Guarded', chapters: 2 });
    const before = (await teacher.client.get(`/courses/${id}?include=chapters`)).body;
    const probes = (who: Client) => [
      who.post('/courses', { title: 'Mine' }),
      who.patch(`/courses/${id}`, { title: 'Mine' }),
      who.put(`/courses/${id}`, { title: 'Mine' }),
      who.delete(`/courses/${id}`),
      who.post(`/courses/${id}/publish`),
      who.post(`/courses/${id}/unpublish`),
      who.post(`/courses/${id}/chapters`, { title: 'Mine', content: '' }),
      who.put(`/courses/${id}/chapters/order`, { chapter_ids: chapterIds.toReversed() }),
      who.patch(`/chapters/${chapterIds[0]}`, { title: 'Mine' }),
      who.put(`/chapters/${chapterIds[0]}`, { title: 'Mine' }),
      who.delete(`/chapters/${chapterIds[0]}`),
    ];
    for (const who of [student.client, parent.client]) {
      for (const answer of await Promise.all(probes(who))) assert.equal(answer.status, 403);
    }
    for (const answer of await Promise.all(probes(nobody))) assert.equal(answer.status, 401);
    assert.deepEqual((await teacher.client.get(`/courses/${id}?include=chapters`)).body, before);
  });

  it('of another institution do not exist', async () => {
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Ours', chapters: 2 });
    const before = (await world.alpha.teacher.client.get(`/courses/${id}?include=chapters`)).body;
    const foreign = world.beta.admin.client;
    const answers = await Promise.all([
      foreign.get(`/courses/${id}`),
      foreign.get(`/courses/${id}/chapters`),
      foreign.patch(`/courses/${id}`, { title: 'Theirs' }),
      foreign.delete(`/courses/${id}`),
      foreign.post(`/courses/${id}/unpublish`),
      foreign.post(`/courses/${id}/chapters`, { title: 'Theirs', content: '' }),
      foreign.put(`/courses/${id}/chapters/order`, { chapter_ids: chapterIds.toReversed() }),
      foreign.get(`/chapters/${chapterIds[0]}`),
      foreign.get(`/chapters/${chapterIds[0]}/next`),
      foreign.patch(`/chapters/${chapterIds[0]}`, { title: 'Theirs' }),
      foreign.delete(`/chapters/${chapterIds[0]}`),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.body.error_code),
      [...Array.from({ length: 7 }, () => 'COURSE_NOT_FOUND'), ...Array.from({ length: 4 }, () => 'CHAPTER_NOT_FOUND')],
    );
    const theirs = await writeCourse(foreign, { title: 'Theirs', chapters: 0 });
    assert.equal((await foreign.patch(`/courses/${theirs.id}`, { prerequisites: [id] })).status, 400);
    assert.deepEqual((await world.alpha.teacher.client.get(`/courses/${id}?include=chapters`)).body, before);
  });

  it('are created once for one idempotency key', async () => {
    const { teacher } = world.alpha;
    const key = { 'idempotency-key': 'course-once' };
    const first = await teacher.client.post('/courses', { title: 'Once' }, key);
    const again = await teacher.client.post('/courses', { title: 'Once' }, key);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
    assert.equal((await teacher.client.get('/courses?q=once')).body.length, 1);
  });

  it('hold so much text together, since anybody may ask for all of it', async () => {
    const { client } = world.alpha.teacher;
    const course = await writeCourse(client, { title: 'As long as may be', chapters: 1 });
    const full = `UPDATE core.chapter SET content = repeat(' ', 16 * 1048576 - 100) WHERE id = $1`;
    await server.sql(full, [course.chapterIds[0]]);
    const add = (characters: number) => client.post(`/courses/${course.id}/chapters`, { title: 'More', content: 'é'.repeat(characters) });
    const refused = await add(51);
    assert.deepEqual([refused.status, Object.keys(refused.body.errors)], [400, ['content']]);
    const added = await add(50);
    assert.equal(added.status, 201, added.text);
    const longer = await client.patch(`/chapters/${added.body.id}`, { content: 'é'.repeat(51) });
    assert.deepEqual([longer.status, Object.keys(longer.body.errors)], [400, ['content']]);
    assert.equal((await client.patch(`/chapters/${added.body.id}`, { content: 'e'.repeat(51) })).status, 200);
    assert.equal((await client.get(`/courses/${course.id}`)).body.chapter_count, 2);
  });
});
