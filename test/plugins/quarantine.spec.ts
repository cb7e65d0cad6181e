import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PluginRegistry } from '../../src/platform/plugins/plugin-registry.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, twoTenants } from '../../src/testing/world.js';
import { opened } from '../fixtures/plugins/breaks-at-constructor/plugin.js';
import { released } from '../fixtures/plugins/breaks-at-start/plugin.js';
import { fixture } from './fixture.js';

let server: TestServer;

before(async () => {
  server = await startTestServer({
    plugins: [
      fixture('breaks-at-import'),
      fixture('breaks-at-constructor'),
      fixture('needs-a-broken-one'),
      fixture('breaks-at-start'),
      fixture('hangs'),
      fixture('notes'),
    ],
    pluginStartLimitMs: 500,
  });
});
after(() => server?.close());

test('every failure is put down to the plugin that caused it, and to nobody else', () => {
  const registry = server.get(PluginRegistry);
  const stages = Object.fromEntries(registry.failures.map(({ pluginId, stage }) => [pluginId, stage]));
  assert.deepEqual(stages, {
    'breaks-at-import': 'import',
    'breaks-at-constructor': 'constructor',
    'breaks-at-start': 'hook',
    hangs: 'constructor',
    'needs-a-broken-one': 'requires',
  });
  assert.deepEqual(
    registry.running.map(({ id }) => id),
    ['notes'],
  );
});

test('what a failed plugin had opened is released, once', () => {
  assert.equal(opened.timers, 0);
  assert.equal(released.times, 1);
});

test('the installation says what runs and what does not', async () => {
  const rows = await server.sql<{ plugin_id: string; state: string; reason: string | null; version: string }>(
    'SELECT plugin_id, state, reason, version FROM core.plugin_installation ORDER BY plugin_id',
  );
  assert.deepEqual(
    rows.map((row) => [row.plugin_id, row.state]),
    [
      ['breaks-at-constructor', 'quarantined'],
      ['breaks-at-import', 'quarantined'],
      ['breaks-at-start', 'quarantined'],
      ['hangs', 'quarantined'],
      ['needs-a-broken-one', 'quarantined'],
      ['notes', 'installed'],
    ],
  );
  assert.match(rows[2]?.reason ?? '', /could not warm up/);
});

test('below the prefix of a plugin that failed: 503 for those who are signed in, 401 for others; everything else works', async () => {
  const { alpha } = await twoTenants(server);
  for (const path of [
    'breaks-at-import/anything',
    'breaks-at-constructor',
    'breaks-at-start',
    'hangs',
    'hangs/deeper',
    'needs-a-broken-one',
  ]) {
    const refused = await alpha.student.client.get(`/${path}`);
    assert.deepEqual([refused.status, refused.body.error_code], [503, 'PLUGIN_FAILED'], path);
    assert.equal((await alpha.nobody.get(`/${path}`)).status, 401, path);
  }
  assert.equal((await alpha.student.client.get('/notes')).status, 200);
  assert.equal((await alpha.student.client.get('/auth/me')).status, 200);
  const { body } = await alpha.admin.client.get('/tenant/plugins/breaks-at-start');
  assert.deepEqual([body.state, body.blocked_by[0]], ['failed', { reason: 'quarantined' }]);
  const on = await alpha.admin.client.put('/tenant/plugins/needs-a-broken-one', { enabled: false });
  assert.equal(on.status, 200, on.text);
  const refused = await alpha.admin.client.put('/tenant/plugins/needs-a-broken-one', { enabled: true });
  assert.deepEqual([refused.status, refused.body.error_code], [503, 'PLUGIN_FAILED']);
});

test('operators see what runs in the installation, and why something does not', async () => {
  const [existing] = await server.sql<{ id: string; slug: string }>("SELECT id, slug FROM core.tenants WHERE slug = 'system'");
  const system = existing ?? (await addTenant(server, 'system'));
  const operator = await addPerson(server, system, 'operator');
  const { status, body } = await operator.client.get('/plugins');
  assert.equal(status, 200);
  const states = Object.fromEntries(
    body.map((plugin: { id: string; installation: { state: string } }) => [plugin.id, plugin.installation.state]),
  );
  assert.equal(states.notes, 'running');
  assert.equal(states['breaks-at-import'], 'quarantined');
  assert.equal(states['breaks-at-start'], 'quarantined');
  const switched = await operator.client.put('/tenant/plugins/notes', { enabled: true });
  assert.equal(switched.status, 403, 'operators have no plugins of their own');
});
