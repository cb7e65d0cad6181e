import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readArchiveFolder } from '../../src/domains/course-archive/read-archive-folder.js';
import { SEED_FILES } from '../../src/seed/seed-files.js';
import type { Json } from '../../src/testing/client.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { startCodeServer } from '../code/support.js';
import { packed } from '../learning/archive-support.js';
import { expectStatus } from '../learning/support.js';
import { submitAndWait } from '../submissions/support.js';

const starterOf = async (slug: string): Promise<string> => {
  const folder = join(SEED_FILES.exercises, slug);
  const file = (await readdir(folder)).find((name) => name.startsWith('starter.'));
  assert.ok(file, slug);
  return readFile(join(folder, file), 'utf8');
};

describe('the exercises of the demo institution', { skip: noSandbox }, () => {
  let server: TestServer;
  let world: World;
  let exercises: Json[];

  before(async () => {
    server = await startCodeServer('bubblewrap');
    world = await twoTenants(server);
  });
  after(() => server.close());

  it('are thirty, and pass their own tests', async () => {
    const entries = await readArchiveFolder(SEED_FILES.exercises);
    const files = Object.fromEntries(entries.flatMap(({ name, bytes }) => (bytes ? [[name, bytes.toString()]] : [])));
    const { client } = world.alpha.teacher;
    const report = await expectStatus(
      200,
      client.post('/exercises/import?check=true', await packed(files), { 'content-type': 'application/gzip' }),
    );
    exercises = report.body.exercises;
    assert.ok(exercises.length >= 30);
    for (const { slug, status } of exercises) assert.equal(status, 'published', slug);
    const all = (await client.get('/exercises?limit=200')).body as Json[];
    assert.deepEqual([...new Set(all.map(({ language }) => language))].sort(), ['c', 'javascript', 'python']);
    const cases = all.flatMap(({ test_cases }) => test_cases as Json[]);
    assert.deepEqual([...new Set(cases.map(({ kind }) => kind))].sort(), ['function', 'io', 'unittest']);
    for (const { slug, hints, test_cases } of all) {
      assert.ok(hints.length >= 1, slug);
      assert.ok(
        test_cases.some(({ hidden }: Json) => !hidden),
        slug,
      );
    }
  });

  it('are not solved by what learners start with', async () => {
    for (const { id, slug } of exercises) {
      const { body } = await expectStatus(200, submitAndWait(world.alpha.student, id, await starterOf(slug)));
      assert.equal(body.status, 'evaluated', slug);
      assert.ok(body.score < 100, slug);
      assert.ok(body.feedback.length > 10, slug);
    }
  });
});
