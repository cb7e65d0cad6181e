import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type School, twoTenants, type World } from '../../src/testing/world.js';
import { fresh, made } from '../contract/route-fixture.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('the import and export of content', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const item = (subject: string, topic: string, more: Json = {}) => ({
    ...{ grade: 3, subject, topic, title: `About ${topic}`, content_type: 'text', data: { body: topic } },
    ...more,
  });
  const ndjson = (lines: readonly unknown[]) => lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const send = (lines: readonly unknown[], { query = '', school = world.alpha, headers = {} } = {}) =>
    school.teacher.client.request('POST', `/content-items/import${query}`, ndjson(lines), { ...NDJSON, ...headers });
  const topicsOf = async (subject: string, school: School = world.alpha): Promise<string[]> => {
    const answer = await school.student.client.get(`/content/3/${subject}`);
    return answer.status === 404 ? [] : answer.body.topics.map(({ topic }: Json) => topic);
  };
  const counts = ({ imported, updated, failed }: Json) => [imported, updated, failed];

  it('brings in what is new and changes what is there, which keeps its id', async () => {
    const subject = fresh('Upserted');
    assert.deepEqual(counts(await made(200, send([item(subject, 'A'), item(subject, 'B')]))), [2, 0, 0]);
    assert.deepEqual(await topicsOf(subject), ['A', 'B']);
    const before = await made(200, world.alpha.student.client.get(`/content/3/${subject}/a`));
    const report = await made(200, send(['', item(subject, ' a ', { title: 'New title' }), '  ', item(subject, 'C'), '']));
    assert.deepEqual(report, { imported: 1, updated: 1, failed: 0, errors: [] });
    const after = await made(200, world.alpha.student.client.get(`/content/3/${subject}/A`));
    assert.deepEqual([after.id, after.title, after.topic], [before.id, 'New title', 'a']);
    assert.ok(after.updated_at > before.updated_at && after.created_at === before.created_at);
    assert.deepEqual(await topicsOf(subject), ['a', 'B', 'C'], 'the package is not stale');
    assert.deepEqual(await topicsOf(subject, world.beta), []);
  });

  const bad = (subject: string): [string, unknown, string][] => [
    ['broken JSON', '{"grade":3', 'line 2'],
    ['no object', '[1]', 'line 2'],
    ['an unknown field', item(subject, 'B', { colour: 'red' }), 'line 2.colour'],
    ['a grade out of range', item(subject, 'B', { grade: 21 }), 'line 2.grade'],
    ['an unknown type', item(subject, 'B', { content_type: 'film' }), 'line 2.content_type'],
    ['no data', { ...item(subject, 'B'), data: undefined }, 'line 2.data'],
    ['NUL', `{"grade":3,"subject":"${subject}","topic":"B\\u0000","title":"t","content_type":"text","data":{}}`, 'line 2'],
    ['__proto__', `{"grade":3,"subject":"${subject}","topic":"B","title":"t","content_type":"text","data":{"__proto__":{}}}`, 'line 2'],
    ['more than 1 MB', item(subject, 'B', { data: { body: 'x'.repeat(1_100_000) } }), 'line 2'],
    ['the place of a line before', item(subject, ' a '), 'line 2.topic'],
  ];

  it('imports nothing of a file with a bad line, and says which it is', async () => {
    const subject = fresh('Refused');
    for (const [what, line, field] of bad(subject)) {
      const refused = await send([item(subject, 'A'), line, item(subject, 'Z')]);
      assert.deepEqual([refused.status, refused.body.error_code], [400, 'VALIDATION_ERROR'], what);
      assert.deepEqual(Object.keys(refused.body.errors), [field], what);
      assert.deepEqual(await topicsOf(subject), [], what);
    }
    const endless = await send(Array.from({ length: 1000 }, () => '{'));
    assert.equal(Object.keys(endless.body.errors).length, 100, 'no more than anybody mends');
    for (const nothing of ['', '\n \n']) assert.equal((await send([nothing])).status, 400);
    assert.equal((await send([item(subject, 'A')], { query: '?on_error=ignore' })).status, 400);
  });

  it('leaves bad lines out when it is told to', async () => {
    const subject = fresh('Skipped');
    for (const [what, line, field] of bad(subject)) {
      const report = await made(200, send([item(subject, 'A'), line, item(subject, 'Z')], { query: '?on_error=skip' }));
      assert.equal(report.failed, 1, what);
      const name = field === 'line 2' ? '_' : field.replace('line 2.', '');
      assert.deepEqual(
        report.errors.map(({ line: at, errors }: Json) => [at, Object.keys(errors)]),
        [[2, [name]]],
        what,
      );
      assert.deepEqual(await topicsOf(subject), ['A', 'Z'], what);
    }
    const nothing = await made(200, send(['{', '['], { query: '?on_error=skip' }));
    assert.deepEqual(counts(nothing), [0, 0, 2]);
  });

  it('takes what an export gives, at another institution too', async () => {
    const subject = fresh('Moved');
    const items = Array.from({ length: 250 }, (_, n) => item(subject, `Topic ${n}`, { data: { n, text: 'é'.repeat(n) } }));
    assert.deepEqual(counts(await made(200, send(items))), [250, 0, 0]);
    const exported = await world.alpha.teacher.client.get(`/content-items/export?subject=${subject}`);
    assert.equal(exported.headers.get('content-type'), 'application/x-ndjson');
    const lines = exported.text.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      items,
    );
    assert.deepEqual(counts(await made(200, send(lines, { school: world.beta }))), [250, 0, 0]);
    const returned = await world.beta.teacher.client.get(`/content-items/export?subject=${subject}`);
    assert.equal(returned.text, exported.text);
    const other = await world.beta.teacher.client.get(`/content-items/export?subject=${subject}&content_type=video`);
    assert.equal(other.text, '');
  });

  it('is done once under an idempotency key', async () => {
    const subject = fresh('Once');
    const headers = { 'idempotency-key': fresh('key') };
    const first = await send([item(subject, 'A')], { headers });
    const again = await send([item(subject, 'A')], { headers });
    assert.deepEqual([again.status, again.text, again.headers.get('idempotent-replayed')], [200, first.text, 'true']);
    assert.deepEqual(counts(again.body), [1, 0, 0]);
    assert.equal((await send([item(subject, 'B')], { headers })).status, 422);
  });

  it('leaves nothing when it breaks half-way', async () => {
    const subject = fresh('Broken');
    const items = Array.from({ length: 1200 }, (_, n) => item(subject, `Topic ${n}`));
    const { id } = await made(201, world.alpha.teacher.client.post('/content-items', items[1100]));
    // the client goes away before the last line
    const text = ndjson(items);
    const client = httpRequest(`${server.url}/api/v1/content-items/import`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${world.alpha.teacher.client.token}`, 'content-length': String(text.length) },
    }).on('error', () => undefined);
    client.write(text.slice(0, -10), () => setImmediate(() => client.destroy()));
    await new Promise((resolve) => client.once('close', resolve));
    // somebody holds a row that the third batch changes
    const held = server.sql(`DO $$ BEGIN PERFORM 1 FROM core.content_item WHERE id = '${id}' FOR UPDATE; PERFORM pg_sleep(3.5); END $$`);
    await eventually(async () => {
      const rows = await server.sql(
        `SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'content_item' AND l.mode = 'RowShareLock'`,
      );
      return rows.length > 0;
    });
    const refused = await send(items);
    assert.deepEqual([refused.status, refused.body.error_code], [503, 'DEPENDENCY_UNAVAILABLE'], refused.text);
    await held;
    assert.deepEqual(await topicsOf(subject), ['Topic 1100']);
    assert.deepEqual(counts(await made(200, send(items))), [1199, 1, 0], 'and can be sent again');
  });

  it('is written one at a time, however many are sent at once', async () => {
    const subject = fresh('Rushed');
    const items = Array.from({ length: 600 }, (_, n) => item(subject, `Topic ${n}`));
    const answers = await Promise.all([send(items), send(items.toReversed())]);
    const done = answers.filter(({ status }) => status === 200);
    assert.ok(done.length > 0);
    for (const { status, body } of answers) assert.ok(status === 200 || (status === 409 && body.error_code === 'CONFLICT'));
    assert.equal(
      done.reduce((sum, { body }) => sum + body.imported, 0),
      600,
    );
    assert.equal((await topicsOf(subject)).length, 600);
  });

  it('is told in the audit trail, and nothing is stale after it, however much it changed', async () => {
    const subject = fresh('Told');
    const items = Array.from({ length: 150 }, (_, n) => item(subject, `Topic ${n}`));
    for (const [lines, title, counted] of [
      [items, 'About Topic 3', { imported: 150, updated: 0, failed: 0 }],
      [[{ ...items[3], title: 'Told once' }], 'Told once', { imported: 0, updated: 1, failed: 0 }],
      [items.map((one) => ({ ...one, title: 'Told again' })), 'Told again', { imported: 0, updated: 150, failed: 0 }],
    ] as const) {
      await made(200, send(lines));
      assert.equal((await made(200, world.alpha.student.client.get(`/content/3/${subject}`))).topics[3].title, title);
      assert.equal((await made(200, world.alpha.student.client.get(`/content/3/${subject}/topic%203`))).title, title);
      const [told] = await server.sql(
        `SELECT detail FROM core.audit_event WHERE action = 'content.items-imported' ORDER BY id DESC LIMIT 1`,
      );
      assert.deepEqual(told?.detail, counted);
    }
  });

  it('takes files past the limit of other bodies', async () => {
    const subject = fresh('Large');
    const items = Array.from({ length: 400 }, (_, n) => item(subject, `Topic ${n}`, { data: { body: 'x'.repeat(20_000) } }));
    assert.ok(ndjson(items).length > 8_000_000);
    assert.deepEqual(counts(await made(200, send(items))), [400, 0, 0]);
    const exported = await world.alpha.teacher.client.get(`/content-items/export?subject=${subject}`);
    assert.equal(exported.text.trimEnd().split('\n').length, 400);
  });
});
