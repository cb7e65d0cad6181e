import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../../src/testing/world.js';
import { Spawned } from '../start/spawned.js';
import { fullCourse, textOf, unpacked } from './archive-support.js';

describe('lectern course', () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await startTestServer();
    await addTenant(server, 'alpha');
    folder = await mkdtemp(join(tmpdir(), 'lectern-course-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await server.close();
  });

  const run = (...given: string[]) =>
    new Spawned({ program: 'cli', arguments: ['course', ...given], env: { ...testEnvironment(server.database), LOG_LEVEL: 'error' } })
      .ended;
  const write = async (files: Record<string, string | Buffer>, name: string) => {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, name, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    return join(folder, name);
  };
  const alone = {
    ...fullCourse,
    'course.json': String(fullCourse['course.json']).replace(/"prerequisites"[^\]]*\]/, '"prerequisites": []'),
  };

  it('takes a folder, and gives an archive', async () => {
    const imported = await run('import', await write(alone, 'full'), '--tenant', 'alpha');
    assert.equal(imported.code, 0, imported.output);
    const { id } = JSON.parse(imported.output) as { id: string };
    const out = join(folder, 'out.tar.gz');
    const exported = await run('export', id, '--tenant', 'alpha', '--out', out);
    assert.deepEqual([exported.code, exported.output], [0, `${out}\n`]);
    assert.deepEqual(await unpacked(gunzipSync(await readFile(out))), alone);
    const over = await run('export', id, '--tenant', 'alpha', '--out', out);
    assert.equal(over.code, 1, 'a file that is there stays');
  });

  it('says what is wrong, by its place', async () => {
    const broken = await write({ 'course.json': textOf({ format: 'zip' }), 'chapters/1-a.md': 'no title' }, 'broken');
    await symlink('/etc/passwd', join(broken, 'chapters/2-b.md'));
    const refused = await run('import', broken, '--tenant', 'alpha');
    assert.equal(refused.code, 1);
    for (const place of ['course.json.format', 'course.json.title', 'chapters/1-a.md', 'chapters/2-b.md']) {
      assert.ok(refused.output.includes(place), `${place}: ${refused.output}`);
    }
    assert.ok(!refused.output.includes('root:'));
  });
});
