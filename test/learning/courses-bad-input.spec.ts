import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Answer } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from './support.js';

/** What is sent wrongly to courses and chapters: each has its precise refusal, and changes nothing. */
describe('bad input about courses', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    for (const { id } of [world.alpha, world.beta])
      await setTenant(server, id, 'limits', { catalogue: { limit: 10_000, window_seconds: 60 } });
  });
  after(() => server.close());

  /** 400 that names exactly these fields. */
  const refused = async (fields: readonly string[], call: Promise<Answer>, what: string): Promise<void> => {
    const { status, body, text } = await call;
    assert.deepEqual([status, body?.error_code, Object.keys(body?.errors ?? {})], [400, 'VALIDATION_ERROR', fields], `${what}: ${text}`);
  };
  const missing = async (code: string, call: Promise<Answer>, what: string): Promise<void> => {
    const { status, body, text } = await call;
    assert.deepEqual([status, body?.error_code], [404, code], `${what}: ${text}`);
  };

  it('orders name all chapters of the course once, and no other', async () => {
    const { teacher } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Ordered', chapters: 3 });
    const other = await writeCourse(teacher.client, { title: 'Other', chapters: 3 });
    const abroad = await writeCourse(world.beta.teacher.client, { title: 'Abroad', chapters: 1 });
    const [a = '', b = '', c = ''] = chapterIds;
    const put = (chapter_ids: unknown) => teacher.client.put(`/courses/${id}/chapters/order`, { chapter_ids });
    const before = (await teacher.client.get(`/courses/${id}/chapters`)).body;
    const lists: Record<string, unknown> = {
      'one missing': [a, b],
      none: [],
      'one twice': [a, b, b],
      'one twice and all': [a, b, c, c],
      'of another course': [a, b, other.chapterIds[0]],
      'all and one of another course': [a, b, c, other.chapterIds[0]],
      'only those of another course': other.chapterIds,
      'of another institution': [a, b, abroad.chapterIds[0]],
      unknown: [a, b, NOWHERE],
      'more than there can be': Array.from({ length: 1001 }, () => a),
      text: `${a},${b},${c}`,
      null: null,
    };
    for (const [what, list] of Object.entries(lists)) await refused(['chapter_ids'], put(list), what);
    await refused(['chapter_ids.1'], put([a, 'second', c]), 'a malformed id');
    await refused(['chapter_ids'], teacher.client.put(`/courses/${id}/chapters/order`, {}), 'nothing');
    assert.deepEqual((await teacher.client.get(`/courses/${id}/chapters`)).body, before);
    await expectStatus(200, put([c, a.toUpperCase(), b]));
  });

  it('prerequisites never lead back, and exist', async () => {
    const { teacher } = world.alpha;
    const course = async (title: string, prerequisites: string[] = []): Promise<string> =>
      (await expectStatus(201, teacher.client.post('/courses', { title, prerequisites }))).body.id;
    const one = await course('One');
    const two = await course('Two', [one]);
    const three = await course('Three', [two]);
    const abroad = await writeCourse(world.beta.teacher.client, { title: 'Abroad', chapters: 0 });
    const patch = (prerequisites: unknown) => teacher.client.patch(`/courses/${one}`, { prerequisites });
    const lists: Record<string, unknown> = {
      itself: [one],
      'what needs it': [two],
      'what needs it through another': [three],
      'itself beside others': [abroad.id, one],
      unknown: [NOWHERE],
      'of another institution': [abroad.id],
      'one twice': [NOWHERE, NOWHERE],
      'too many': Array.from({ length: 51 }, (_, n) => NOWHERE.slice(0, -2) + String(n).padStart(2, '0')),
      null: null,
    };
    for (const [what, list] of Object.entries(lists)) await refused(['prerequisites'], patch(list), what);
    await refused(['prerequisites.0'], patch(['one']), 'a malformed id');
    await refused(['prerequisites'], teacher.client.post('/courses', { title: 'New', prerequisites: [NOWHERE] }), 'a new one');
    assert.deepEqual((await teacher.client.get(`/courses/${one}`)).body.prerequisites, []);
    assert.deepEqual((await expectStatus(200, patch([await course('Zero')]))).body.prerequisites.length, 1);
  });

  it('there is nothing after the last chapter and before the first', async () => {
    const { teacher, nobody } = world.alpha;
    const { chapterIds } = await writeCourse(teacher.client, { title: 'Short', chapters: 2 });
    const single = await writeCourse(teacher.client, { title: 'Single', chapters: 1 });
    const [first = '', last = ''] = chapterIds;
    for (const who of [nobody, teacher.client]) {
      await missing('CHAPTER_NOT_FOUND', who.get(`/chapters/${last}/next`), 'after the last');
      await missing('CHAPTER_NOT_FOUND', who.get(`/chapters/${first}/previous`), 'before the first');
      for (const step of ['next', 'previous']) {
        await missing('CHAPTER_NOT_FOUND', who.get(`/chapters/${single.chapterIds[0]}/${step}`), `${step} of the only one`);
        await missing('CHAPTER_NOT_FOUND', who.get(`/chapters/${NOWHERE}/${step}`), `${step} of none`);
        await refused(['id'], who.get(`/chapters/last/${step}`), `${step} of a malformed id`);
      }
      assert.equal((await expectStatus(200, who.get(`/chapters/${first}/next`))).body.id, last);
      assert.equal((await expectStatus(200, who.get(`/chapters/${last}/previous`))).body.id, first);
    }
  });

  it('grades are whole numbers from 0 to 20, and other fields what they say', async () => {
    const { teacher, nobody } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Graded', grade_level: 20, chapters: 1 });
    for (const grade of [-1, 21, 3.5, '7', 1e300, true, [7]]) {
      await refused(['grade_level'], teacher.client.post('/courses', { title: 'Graded', grade_level: grade }), `POST ${String(grade)}`);
      await refused(['grade_level'], teacher.client.patch(`/courses/${id}`, { grade_level: grade }), `PATCH ${String(grade)}`);
      await refused(['grade_level'], teacher.client.post('/classes', { name: 'Graded', grade_level: grade }), `class ${String(grade)}`);
    }
    for (const grade of ['-1', '21', '3.5', 'seven', '', '1e1', '7&grade_level=8']) {
      await refused(['grade_level'], nobody.get(`/courses?grade_level=${grade}`), `?grade_level=${grade}`);
    }
    const wrong: Record<string, unknown> = {
      difficulty_level: 'hard',
      status: 'hidden',
      title: '',
      description: 7,
      subject: 'x'.repeat(101),
    };
    for (const [field, value] of Object.entries(wrong))
      await refused([field], teacher.client.patch(`/courses/${id}`, { [field]: value }), field);
    for (const order of [0, -1, 1.5, 2, 1001, '1']) {
      await refused(['order'], teacher.client.patch(`/chapters/${chapterIds[0]}`, { order }), `order ${order}`);
    }
    await refused(['order'], teacher.client.post(`/courses/${id}/chapters`, { title: 'Far', content: '', order: 3 }), 'beyond the end');
    assert.equal((await nobody.get('/courses?grade_level=20')).body.length, 1);
    await expectStatus(200, teacher.client.patch(`/courses/${id}`, { grade_level: 0 }));
  });

  it('limits are from 1 to 200, and a cursor is good for its own query', async () => {
    const { alpha, beta } = world;
    const { id } = await writeCourse(alpha.teacher.client, { title: 'Paged', subject: 'Paging', chapters: 3 });
    const twin = await writeCourse(alpha.teacher.client, { title: 'Paged', subject: 'Paging', chapters: 3 });
    await writeCourse(beta.teacher.client, { title: 'Paged', subject: 'Paging', chapters: 1 });
    const lists = ['/courses', `/courses/${id}/chapters`];
    for (const list of lists) {
      for (const limit of ['0', '-1', '201', '10000', '1e2', 'all', '', ' 5', '99999999999999999999', '1&limit=2']) {
        await refused(['limit'], alpha.nobody.get(`${list}?limit=${limit}`), `${list} ${limit}`);
      }
      for (const cursor of ['x', '', '..', 'A'.repeat(2000), '%F0%9F%92%A3']) {
        await refused(['cursor'], alpha.nobody.get(`${list}?cursor=${cursor}`), `${list} ${cursor}`);
      }
      await refused(['cursor'], alpha.nobody.get(`${list}?cursor=${'A'.repeat(2001)}`), 'too long');
      await refused(['count'], alpha.nobody.get(`${list}?count=some`), 'count');
    }
    const cursorOf = async (path: string): Promise<string> => {
      const link = (await expectStatus(200, alpha.nobody.get(path))).headers.get('link') ?? '';
      return /[?&]cursor=([^>&]+)/.exec(link)?.[1] ?? assert.fail(`no next page of ${path}`);
    };
    const courses = await cursorOf('/courses?subject=Paging&limit=1');
    const chapters = await cursorOf(`/courses/${id}/chapters?limit=1`);
    const wrong = [
      `/courses?limit=1&cursor=${courses}`,
      `/courses?subject=Other&limit=1&cursor=${courses}`,
      `/courses?subject=Paging&q=paged&cursor=${courses}`,
      `/courses?subject=Paging&grade_level=7&cursor=${courses}`,
      `/courses?subject=Paging&cursor=${chapters}`,
      `/courses/${twin.id}/chapters?limit=1&cursor=${chapters}`,
      `/courses/${id}/chapters?cursor=${courses}`,
      `/courses?subject=Paging&cursor=${courses.slice(0, -3)}AAA`,
    ];
    for (const path of wrong) await refused(['cursor'], alpha.nobody.get(path), path);
    await refused(['cursor'], beta.nobody.get(`/courses?subject=Paging&limit=1&cursor=${courses}`), 'of another institution');
    assert.equal((await expectStatus(200, alpha.nobody.get(`/courses?subject=Paging&limit=2&cursor=${courses}`))).body[0].id, twin.id);
    assert.equal((await expectStatus(200, alpha.nobody.get(`/courses/${id}/chapters?limit=2&cursor=${chapters}`))).body.length, 2);
  });
});
