import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { contentItemsChanged } from '../../src/sdk/contracts/content.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { fresh, made } from '../contract/route-fixture.js';

describe('content', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const item = (more: Json = {}) => ({
    grade: 3,
    subject: 'Maths',
    topic: fresh('Topic'),
    title: 'A title',
    content_type: 'text',
    data: { body: 'Text' },
    ...more,
  });
  const write = (more: Json = {}) => made(201, world.alpha.teacher.client.post('/content-items', item(more)));
  const path = (...names: (string | number)[]) => `/content/${names.map(encodeURIComponent).join('/')}`;
  const read = async (...names: (string | number)[]) => made(200, world.alpha.student.client.get(path(...names)));
  const topicsOf = async (grade: number, subject: string): Promise<string[]> =>
    (await read(grade, subject)).topics.map(({ topic }: Json) => topic);
  const behind = (id: string, title: string) => server.sql('UPDATE core.content_item SET title = $2 WHERE id = $1', [id, title]);

  /** Once every event is over, item and package are kept, though the database says something else. */
  const kept = async ({ id, subject, topic }: Json) => {
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
    await Promise.all([read(3, subject), read(3, subject, topic)]);
    await behind(id, 'Behind its back');
    assert.equal((await read(3, subject, topic)).title, 'A title');
    assert.equal((await read(3, subject)).topics[0].title, 'A title');
  };

  it('is found by its names, however they are written', async () => {
    const names: [string, string][] = [
      ['Life  Science', 'Plant Cells'],
      ['a/b', 'c/d?e=f&g#h'],
      ['50%', '100% of 3:4*'],
      ['Français', 'Été à l’école'],
      ['数学', '分数'],
      ['a', 'b:c'],
      ['a:b', 'c'],
    ];
    for (const [subject, topic] of names) await write({ subject, topic, title: `${subject}, ${topic}` });
    for (const [subject, topic] of names) {
      const found = await read(3, subject, topic);
      assert.deepEqual([found.subject, found.topic, found.title], [subject, topic, `${subject}, ${topic}`]);
      assert.deepEqual(await topicsOf(3, subject), [topic]);
    }
    assert.equal((await read(3, ' LIFE SCIENCE ', 'plant  cells')).title, 'Life  Science, Plant Cells');
    assert.equal((await read(3, 'FRANÇAIS', 'ÉTÉ à l’École'.normalize('NFD'))).title, 'Français, Été à l’école');
    for (const wrong of [
      '/content/x/maths',
      '/content/21/maths',
      '/content/-1/maths',
      '/content/1.5/maths',
      `/content/3/${'x'.repeat(101)}`,
    ])
      assert.equal((await world.alpha.student.client.get(wrong)).status, 400, wrong);
    for (const missing of [path(4, 'Life Science'), path(3, 'nothing'), path(3, 'Life Science', 'nothing')])
      assert.equal((await world.alpha.student.client.get(missing)).status, 404, missing);
  });

  it('has one item for a grade, subject and topic', async () => {
    const { teacher } = world.alpha;
    const first = await write({ topic: 'Once' });
    const again = await teacher.client.post('/content-items', item({ topic: ' ONCE ' }));
    assert.deepEqual([again.status, again.body.error_code], [409, 'CONFLICT']);
    const other = await write({ grade: 4, topic: 'Once' });
    assert.equal((await teacher.client.patch(`/content-items/${other.id}`, { grade: 3 })).status, 409);
    assert.equal((await teacher.client.patch(`/content-items/${first.id}`, { topic: 'once' })).body.topic, 'once');
    assert.equal((await world.beta.teacher.client.post('/content-items', item({ topic: 'Once' }))).status, 201);
  });

  it('is written by staff, and whatever its data is, it is an object that comes back as it was', async () => {
    const { teacher, student, parent } = world.alpha;
    for (const { client } of [student, parent]) {
      assert.equal((await client.post('/content-items', item())).status, 403);
      assert.equal((await client.get('/content-items')).status, 403);
      assert.equal((await client.request('POST', '/content-items/import', '', { 'content-type': 'application/x-ndjson' })).status, 403);
    }
    const data = { steps: [{ do: 'drag', to: [1, 2.5, null] }], 'Any key': true, empty: {}, text: 'é 😀' };
    const written = await write({ content_type: 'interactive', data });
    assert.deepEqual((await read(3, 'Maths', written.topic)).data, data);
    for (const wrong of [
      { data: 'text' },
      { data: [] },
      { data: null },
      { grade: 21 },
      { grade: '3' },
      { content_type: 'film' },
      { subject: ' ' },
      { topic: 'x'.repeat(201) },
      { id: written.id },
    ]) {
      const refused = await teacher.client.post('/content-items', item(wrong));
      assert.equal(refused.status, 400, JSON.stringify(wrong));
      assert.deepEqual(Object.keys(refused.body.errors), Object.keys(wrong));
    }
  });

  it('is listed in pages, filtered and counted', async () => {
    const { teacher } = world.alpha;
    const subject = fresh('Listed');
    for (const n of [1, 2, 3, 4, 5]) {
      await write({ subject, grade: n, topic: `T${n}`, title: `Part ${n}: 100%`, content_type: n % 2 ? 'text' : 'video' });
    }
    const topics = async (query: string) =>
      (await made(200, teacher.client.get(`/content-items?subject=${subject.toUpperCase()}&${query}`))).map(({ topic }: Json) => topic);
    assert.deepEqual(await topics(''), ['T1', 'T2', 'T3', 'T4', 'T5']);
    assert.deepEqual(await topics('grade=4'), ['T4']);
    assert.deepEqual(await topics('topic=t2'), ['T2']);
    assert.deepEqual(await topics('content_type=video'), ['T2', 'T4']);
    assert.deepEqual(await topics('q=part%203'), ['T3']);
    assert.deepEqual(await topics('q=%25'), ['T1', 'T2', 'T3', 'T4', 'T5']);
    const page = await teacher.client.get(`/content-items?subject=${subject}&limit=2&count=exact`);
    assert.equal(page.headers.get('x-total-count'), '5');
    const [, next = ''] = /<[^>]*\/api\/v1([^>]+)>/.exec(page.headers.get('link') ?? '') ?? [];
    assert.deepEqual(
      (await made(200, teacher.client.get(next))).map(({ topic }: Json) => topic),
      ['T3', 'T4'],
    );
  });

  it('is read from the cache, and never stale after a change', async () => {
    const { teacher, student } = world.alpha;
    const subject = fresh('Cached');
    const first = await write({ subject, topic: 'First' });
    assert.deepEqual(await topicsOf(3, subject), ['First']);
    assert.equal((await read(3, subject, 'First')).title, 'A title');
    await kept(first);

    await made(200, teacher.client.patch(`/content-items/${first.id}`, { title: 'Changed' }));
    assert.equal((await read(3, subject, 'First')).title, 'Changed');
    assert.equal((await read(3, subject)).topics[0].title, 'Changed');

    await write({ subject, topic: 'Second' });
    assert.deepEqual(await topicsOf(3, subject), ['First', 'Second']);

    await made(200, teacher.client.put(`/content-items/${first.id}`, { subject: `${subject} moved`, topic: 'Moved' }));
    assert.deepEqual(await topicsOf(3, subject), ['Second']);
    assert.deepEqual(await topicsOf(3, `${subject} moved`), ['Moved']);
    assert.equal((await student.client.get(path(3, subject, 'First'))).status, 404);

    const tag = (await student.client.get(path(3, `${subject} moved`, 'Moved'))).headers.get('etag') ?? '';
    assert.equal((await student.client.get(path(3, `${subject} moved`, 'Moved'), { 'if-none-match': tag })).status, 304);
    const current = await teacher.client.get(`/content-items/${first.id}`);
    const stale = { 'if-match': '"stale"' };
    assert.equal((await teacher.client.delete(`/content-items/${first.id}`, undefined, stale)).status, 412);
    const known = { 'if-match': current.headers.get('etag') ?? '' };
    assert.equal((await teacher.client.delete(`/content-items/${first.id}`, undefined, known)).status, 204);
    for (const gone of [path(3, `${subject} moved`), path(3, `${subject} moved`, 'Moved')]) {
      assert.equal((await student.client.get(gone, { 'if-none-match': tag })).status, 404);
    }
    const audited = await server.sql<{ action: string }>('SELECT action FROM core.audit_event WHERE target_id = $1 ORDER BY id', [
      first.id,
    ]);
    assert.deepEqual(
      audited.map(({ action }) => action),
      ['content.item-created', 'content.item-changed', 'content.item-changed', 'content.item-deleted'],
    );
  });

  it('is forgotten once more when its event comes, should the first time have been lost', async () => {
    const subject = fresh('Lost');
    const { id, topic } = await write({ subject });
    await kept({ id, subject, topic });
    const uow = server.get(UnitOfWork);
    const items = [{ item_id: id, grade: 3, subject, topic }];
    await runForTenant(world.alpha.id, () =>
      uow.run(async () => uow.publish(contentItemsChanged, { key: id, data: { change: 'changed', everything: false, items } })),
    );
    await eventually(async () => (await read(3, subject, topic)).title === 'Behind its back');
    assert.equal((await read(3, subject)).topics[0].title, 'Behind its back');
  });
});
