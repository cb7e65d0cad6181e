import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { lifecycleCalls } from '../fixtures/plugins/notes/notes.module.js';
import { fixture } from './fixture.js';

let server: TestServer;
let world: World;

before(async () => {
  server = await startTestServer({
    plugins: ['notes', 'builds-on-notes', 'breaks-on-enable', 'sick', 'leads-elsewhere'].map(fixture),
  });
  world = await twoTenants(server);
});
after(() => server?.close());

const admin = () => world.alpha.admin.client;
const student = () => world.alpha.student.client;
const change = (id: string, body: object) => admin().put(`/tenant/plugins/${id}`, body);

test('off means off at once, here and for this institution alone; on again finds its data', async () => {
  const added = await student().post('/notes', { text: 'remember' });
  assert.equal(added.status, 201, added.text);

  const off = await change('notes', { enabled: false, with_dependencies: true });
  assert.equal(off.status, 200, off.text);
  assert.deepEqual([off.body.enabled, off.body.state], [false, 'off']);
  const refused = await student().get('/notes');
  assert.equal(refused.status, 403);
  assert.deepEqual([refused.body.error_code, refused.body.plugin], ['PLUGIN_DISABLED', 'notes']);
  assert.equal((await world.beta.student.client.get('/notes')).status, 200);
  const anonymous = await world.alpha.nobody.get('/notes');
  assert.equal(anonymous.status, 401);

  assert.equal((await change('notes', { enabled: true })).status, 200);
  const back = await student().get('/notes');
  assert.deepEqual(
    back.body.map((note: { text: string }) => note.text),
    ['remember'],
  );
  assert.deepEqual(
    lifecycleCalls.filter((call) => call.endsWith(world.alpha.id)),
    [`off ${world.alpha.id}`, `on ${world.alpha.id}`],
  );
});

test('what others require is named, in both directions, or goes along', async () => {
  assert.equal((await change('builds-on-notes', { enabled: true, with_dependencies: true })).status, 200);
  assert.equal((await student().get('/note-counts')).status, 200);

  const refused = await change('notes', { enabled: false });
  assert.equal(refused.status, 409, refused.text);
  assert.deepEqual([refused.body.error_code, refused.body.plugins], ['PLUGIN_DEPENDENCY', ['builds-on-notes']]);
  assert.equal((await student().get('/notes')).status, 200);

  assert.equal((await change('notes', { enabled: false, with_dependencies: true })).status, 200);
  assert.equal((await student().get('/note-counts')).status, 403);

  const missing = await change('builds-on-notes', { enabled: true });
  assert.deepEqual([missing.status, missing.body.plugins], [409, ['notes']]);
  assert.equal((await change('builds-on-notes', { enabled: true, with_dependencies: true })).status, 200);
  assert.equal((await student().get('/note-counts')).status, 200);
});

test('a hook that throws changes nothing', async () => {
  await change('breaks-on-enable', { enabled: false });
  const refused = await change('breaks-on-enable', { enabled: true });
  assert.deepEqual([refused.status, refused.body.error_code, refused.body.plugin], [503, 'PLUGIN_FAILED', 'breaks-on-enable']);
  assert.equal((await admin().get('/tenant/plugins/breaks-on-enable')).body.enabled, false);
  assert.equal((await student().get('/notes')).status, 200);
});

test('settings are merged, checked strictly, and kept apart by who may see them', async () => {
  const set = await change('notes', { settings: { greeting: 'Dear ', api_key: 'a-very-secret-key' } });
  assert.equal(set.status, 200, set.text);
  assert.deepEqual(set.body.settings, { greeting: 'Dear ', reviewers: 1, api_key: { set: true } });

  const merged = await change('notes', { settings: { reviewers: 3, api_key: { set: true } } });
  assert.deepEqual(merged.body.settings, { greeting: 'Dear ', reviewers: 3, api_key: { set: true } });

  const wrong = await change('notes', { settings: { reviewers: 99, colour: 'red' } });
  assert.equal(wrong.status, 400);
  assert.deepEqual(Object.keys(wrong.body.errors).sort(), ['settings.colour', 'settings.reviewers']);

  const note = await student().post('/notes', { text: 'diary' });
  assert.equal(note.body.text, 'Dear diary');

  const capabilities = await student().get('/me/capabilities');
  const notes = capabilities.body.plugins.find((plugin: { id: string }) => plugin.id === 'notes');
  assert.deepEqual(notes, { id: 'notes', version: '2.1.0', settings: { greeting: 'Dear ' } });
  assert.ok(capabilities.body.permissions.includes('notes:write'));
  const again = await student().get('/me/capabilities', { 'if-none-match': capabilities.headers.get('etag') ?? '' });
  assert.equal(again.status, 304);

  const cleared = await change('notes', { settings: { api_key: null, greeting: null } });
  assert.deepEqual(cleared.body.settings, { greeting: '', reviewers: 3, api_key: { set: false } });
});

test('a secret is nowhere in the clear', async () => {
  const secret = 'hunter2-hunter2-hunter2';
  assert.equal((await change('notes', { settings: { api_key: secret } })).status, 200);
  const stored = await server.sql(`SELECT row_to_json(p) AS row FROM core.tenant_plugin p WHERE plugin_id = 'notes'`);
  const traces = await server.sql('SELECT detail FROM core.audit_event UNION ALL SELECT data FROM core.outbox');
  assert.ok(!JSON.stringify([stored, traces]).includes(secret));
  assert.match(JSON.stringify(stored), /v1\./);
});

test('a stale If-Match is refused', async () => {
  const { headers } = await admin().get('/tenant/plugins/notes');
  const etag = headers.get('etag') ?? '';
  const first = await admin().put('/tenant/plugins/notes', { settings: { reviewers: 4 } }, { 'if-match': etag });
  assert.equal(first.status, 200, first.text);
  const second = await admin().put('/tenant/plugins/notes', { settings: { reviewers: 5 } }, { 'if-match': etag });
  assert.equal(second.status, 412);
});

test('older settings are lifted when they are read', async () => {
  await server.sql(
    `UPDATE core.tenant_plugin SET settings = '{"prefix": "Old "}', settings_version = 1 WHERE plugin_id = 'notes' AND tenant_id = $1`,
    [world.beta.id],
  );
  const read = await world.beta.admin.client.get('/tenant/plugins/notes');
  assert.equal(read.body.settings.greeting, 'Old ');
});

test('a sick plugin is reported without what its checks say, and a slow check ends', async () => {
  const { status, body, text } = await admin().get('/tenant/plugins/sick/health');
  assert.equal(status, 200);
  assert.equal(body.status, 'degraded');
  const states = body.checks.map((check: { name: string; status: string }) => [check.name, check.status]);
  assert.deepEqual(states, [
    ['throwing', 'failed'],
    ['hanging', 'timeout'],
    ['fine', 'ok'],
  ]);
  assert.ok(!text.includes('secret'));
});

test('an alias is a door of its plugin: both it and the target must be open', async () => {
  const listed = await student().get('//old/notes');
  assert.equal(listed.status, 200, listed.text);
  const mine = await student().get(`//old/notes/of/${world.alpha.student.id}`);
  assert.ok(mine.body.length > 0);
  assert.equal((await student().get('//old/notes/of/x%26author_id=y')).status, 400);
  assert.equal((await world.alpha.nobody.get('//old/whoami')).status, 401);

  await change('leads-elsewhere', { enabled: false });
  const closed = await student().get('//old/whoami');
  assert.deepEqual([closed.status, closed.body.plugin], [403, 'leads-elsewhere']);
  assert.equal((await student().get('/auth/me')).status, 200);
  await change('leads-elsewhere', { enabled: true });
});

test('only staff with the permission see and switch plugins', async () => {
  for (const person of [world.alpha.student, world.alpha.teacher, world.alpha.parent]) {
    assert.equal((await person.client.get('/tenant/plugins')).status, 403);
    assert.equal((await person.client.put('/tenant/plugins/notes', { enabled: false })).status, 403);
  }
  const listed = await admin().get('/plugins');
  assert.equal(listed.status, 200);
  assert.ok(!('installation' in listed.body[0]));
  assert.equal((await admin().get('/tenant/plugins/nothing-such')).body.error_code, 'PLUGIN_NOT_FOUND');
});

test('changes at the same moment happen one after the other', async () => {
  const before = (await admin().get('/tenant/plugins/sick')).body.revision;
  const answers = await Promise.all(Array.from({ length: 3 }, (_, at) => change('sick', { enabled: at % 2 === 1 })));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  const { revision, enabled } = (await admin().get('/tenant/plugins/sick')).body;
  const changed = answers.filter(({ body }) => body.revision === revision);
  assert.ok(revision > before);
  assert.ok(changed.every(({ body }) => body.enabled === enabled));
});

test('changes are on record', async () => {
  const rows = await server.sql<{ action: string }>(
    `SELECT DISTINCT action FROM core.audit_event WHERE action LIKE 'plugins.%' ORDER BY 1`,
  );
  assert.deepEqual(
    rows.map((row) => row.action),
    ['plugins.disabled', 'plugins.enabled', 'plugins.settings-changed'],
  );
});
