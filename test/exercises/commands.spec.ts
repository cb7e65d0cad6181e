import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { noSandbox } from '../../src/testing/test-runner.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../../src/testing/world.js';
import { type Files, unpacked } from '../learning/archive-support.js';
import { Spawned } from '../start/spawned.js';
import { collection } from './collection-support.js';

describe('lectern exercise', () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await startTestServer();
    await addTenant(server, 'alpha');
    folder = await mkdtemp(join(tmpdir(), 'lectern-exercises-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await server.close();
  });

  const run = (...given: string[]) =>
    new Spawned({ program: 'cli', arguments: ['exercise', ...given], env: { ...testEnvironment(server.database), LOG_LEVEL: 'error' } })
      .ended;
  const write = async (files: Files, name: string) => {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, name, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    return join(folder, name);
  };

  it('takes a folder, whatever tools keep in it, and gives an archive', async () => {
    const path = await write({ ...collection, '.git/HEAD': 'ref', 'two-sums/.DS_Store': '' }, 'whole');
    const imported = await run('import', path, '--tenant', 'alpha');
    assert.equal(imported.code, 0, imported.output);
    const report = JSON.parse(imported.output) as { created: number };
    assert.equal(report.created, 2);
    const out = join(folder, 'out.tar.gz');
    const exported = await run('export', '--tenant', 'alpha', '--out', out, '--topic', 'sums');
    assert.deepEqual([exported.code, exported.output], [0, `${out}\n`]);
    const files = await unpacked(gunzipSync(await readFile(out)));
    assert.deepEqual(
      Object.keys(files).map((name) => dirname(name)),
      Array.from({ length: 4 }, () => 'two-sums'),
    );
    assert.equal((await run('export', '--tenant', 'alpha', '--out', out)).code, 1, 'a file that is there stays');
    const again = await run('import', out, '--tenant', 'alpha', '--dry-run');
    assert.equal(again.code, 0, again.output);
  });

  it('says what is wrong, by its place, and changes nothing', async () => {
    const broken = await write({ 'a/exercise.md': 'no title', 'a/cases.json': '{' }, 'broken');
    await symlink('/etc/passwd', join(broken, 'a/solution.py'));
    const refused = await run('import', broken, '--tenant', 'alpha');
    assert.equal(refused.code, 1);
    for (const place of ['a/exercise.md.title', 'a/cases.json', 'a/solution.py']) {
      assert.ok(refused.output.includes(place), `${place}: ${refused.output}`);
    }
    assert.ok(!refused.output.includes('root:'));
    assert.equal((await server.sql('SELECT 1 FROM core.exercise_version')).length, 2);
  });

  it('runs solutions first, when asked', { skip: noSandbox }, async () => {
    const failing = await write({ ...collection, 'two-sums/solution.py': 'print(0)\n' }, 'failing');
    const checked = await run('import', failing, '--tenant', 'alpha', '--check');
    assert.deepEqual([checked.code, checked.output.includes('two-sums/cases.json.0')], [1, true], checked.output);
    assert.equal((await server.sql('SELECT 1 FROM core.exercise_version')).length, 2);
  });
});
