// That such a plugin passes its own tests is seen in `guide.spec.ts`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { PluginRegistry } from '../../src/platform/plugins/plugin-registry.js';
import { startTestServer } from '../../src/testing/test-server.js';
import { twoTenants } from '../../src/testing/world.js';

const run = promisify(execFile);
const home = join(import.meta.dirname, '../../..');
const scripts = join(home, 'scripts');
const generate = (...parameters: string[]) => run(process.execPath, [join(scripts, 'plugin-new.mjs'), ...parameters]);

let outside: string;

before(() => {
  outside = mkdtempSync(join(tmpdir(), 'lectern-plugin-'));
});
after(() => rmSync(outside, { recursive: true, force: true }));

test('a generated plugin in a folder of its own loads through LECTERN_PLUGINS', async () => {
  const folder = join(outside, 'reading-diary');
  await generate('reading-diary', '--dir', folder);
  const otherZod = join(folder, 'node_modules/zod');
  mkdirSync(otherZod, { recursive: true });
  writeFileSync(join(otherZod, 'package.json'), JSON.stringify({ name: 'zod', version: '0.0.1', type: 'module', main: 'index.js' }));
  writeFileSync(join(otherZod, 'index.js'), 'throw new Error("not the copy of the host");');
  await run(process.execPath, [join(scripts, 'plugin.mjs'), 'build', folder]);

  const server = await startTestServer({ env: { LECTERN_PLUGINS: folder } });
  try {
    assert.deepEqual(server.get(PluginRegistry).failures, []);
    const { alpha, beta } = await twoTenants(server);
    const added = await alpha.student.client.post('/reading-diary/entries', { text: 'From outside' });
    assert.equal(added.status, 201, added.text);
    assert.deepEqual((await beta.admin.client.get('/reading-diary/entries/all')).body, []);
    await alpha.admin.client.put('/tenant/plugins/reading-diary', { enabled: false });
    assert.equal((await alpha.student.client.get('/reading-diary/entries')).body.error_code, 'PLUGIN_DISABLED');
    const refused = await beta.student.client.post('/reading-diary/entries', { text: '' });
    assert.equal(refused.status, 400, 'the schema of the plugin and the pipe of the host share one zod');
  } finally {
    await server.close();
  }
});

test('a plugin that is not there is quarantined and named', async () => {
  const server = await startTestServer({ env: { LECTERN_PLUGINS: join(outside, 'nothing-here') } });
  try {
    const [failure] = server.get(PluginRegistry).failures;
    assert.deepEqual([failure?.pluginId, failure?.stage], ['nothing-here', 'import']);
  } finally {
    await server.close();
  }
});

test('a plugin that is not built is quarantined under the name of its package', async () => {
  const folder = join(outside, 'some-folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@school/lectern-plugin-unbuilt', exports: './dist/plugin.js' }));
  const server = await startTestServer({ env: { LECTERN_PLUGINS: folder } });
  try {
    assert.deepEqual(
      server.get(PluginRegistry).failures.map(({ pluginId, stage }) => [pluginId, stage]),
      [['unbuilt', 'import']],
    );
  } finally {
    await server.close();
  }
});

test('a generated plugin in the house is listed once, under its own names', async () => {
  const { newPlugin } = (await import(join(scripts, 'plugin-new.mjs'))) as { newPlugin: (options: { id: string; root: string }) => string };
  const root = join(outside, 'house');
  mkdirSync(join(root, 'src'), { recursive: true });
  cpSync(join(home, 'src/plugins.ts'), join(root, 'src/plugins.ts'));
  const folder = newPlugin({ id: 'study-groups', root });
  assert.equal(folder, join(root, 'plugins/study-groups'));
  const list = readFileSync(join(root, 'src/plugins.ts'), 'utf8');
  assert.match(list, /\n {2}\{ id: 'study-groups', load: \(\) => import\('\.\.\/plugins\/study-groups\/plugin\.js'\) \},\n\];/);
  const manifest = readFileSync(join(folder, 'plugin.ts'), 'utf8');
  assert.match(manifest, /StudyGroupsModule/);
  assert.match(manifest, /schema: 'study_groups'/);
  assert.doesNotMatch(manifest, /sample/i);
  assert.throws(() => newPlugin({ id: 'study-groups', root }), /not empty/);
});

test('a name that cannot be an id is refused', async () => {
  await assert.rejects(generate('Not_An_Id', '--dir', join(outside, 'x')), /lower-case words/);
});
