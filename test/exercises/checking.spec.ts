import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { Exercises } from '../../src/domains/exercises/exercises.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { startCodeServer } from '../code/support.js';
import { expectStatus } from '../learning/support.js';
import { SOLUTION, sums } from './support.js';

const WRONG = SOLUTION.replace('+', '-');
const SLOW = `import time\n${SOLUTION}time.sleep(1.5)\n`;

describe('the solution of an exercise', { skip: noSandbox }, () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startCodeServer('bubblewrap');
    world = await twoTenants(server);
  });
  after(() => server.close());

  const post = (path: string, body?: object) => world.alpha.teacher.client.post(path, body);
  const write = async (input: object): Promise<Json> => (await expectStatus(201, post('/exercises', { ...sums, ...input }))).body;

  it('is run when an exercise is written, and decides whether it is published', async () => {
    const good = await write({ title: 'Good', solution_code: SOLUTION });
    assert.deepEqual([good.status, good.check.passed, good.check.score], ['published', true, 100]);
    assert.deepEqual(
      good.check.results.map(({ test_id, passed, hidden }: Json) => [test_id, passed, hidden]),
      [
        ['small', true, false],
        ['large', true, true],
      ],
    );
    const bad = await write({ title: 'Bad', solution_code: WRONG });
    assert.deepEqual([bad.status, bad.check.passed, bad.check.score], ['draft', false, 0]);
    assert.match(bad.check.results[1].message, /300/);
    await expectStatus(404, world.alpha.student.client.get(`/exercises/${bad.id}`));
    const refused = await post('/exercises', { ...sums, solution_code: WRONG, status: 'published' });
    assert.deepEqual([refused.status, Object.keys(refused.body.errors)], [400, ['test_cases.0', 'test_cases.1']]);
    assert.match(refused.body.errors['test_cases.0'][0], /^Small: /);
  });

  it('is run before an exercise is published, and before it stays so', async () => {
    const { id } = await write({ title: 'Steps', solution_code: WRONG });
    const report = (await expectStatus(200, post(`/exercises/${id}/check`))).body;
    assert.deepEqual([report.passed, report.score, report.problem], [false, 0, null]);
    await expectStatus(400, post(`/exercises/${id}/publish`));
    await expectStatus(403, world.alpha.student.client.post(`/exercises/${id}/publish`));
    await expectStatus(404, world.beta.teacher.client.post(`/exercises/${id}/publish`));
    const { teacher, student } = world.alpha;
    await expectStatus(200, teacher.client.patch(`/exercises/${id}`, { solution_code: SOLUTION }));
    assert.equal((await expectStatus(200, post(`/exercises/${id}/publish`))).body.check.passed, true);
    const published = (await expectStatus(200, student.client.get(`/exercises/${id}`))).body;
    assert.deepEqual([published.status, published.version], ['published', 2]);
    const versions = (await teacher.client.get(`/exercises/${id}/versions`)).body;
    assert.deepEqual(
      versions.map(({ checked_at }: Json) => checked_at !== null),
      [true, false],
    );
    const broken = { test_cases: [{ input: '1 1', expected_output: '3' }] };
    const kept = await teacher.client.patch(`/exercises/${id}`, broken);
    assert.deepEqual([kept.status, Object.keys(kept.body.errors)], [400, ['test_cases.0']]);
    assert.equal((await teacher.client.get(`/exercises/${id}`)).body.version, 2);
    const draft = await expectStatus(200, teacher.client.patch(`/exercises/${id}`, { ...broken, status: 'draft' }));
    assert.deepEqual([draft.body.status, draft.body.version], ['draft', 3]);
    await expectStatus(200, teacher.client.patch(`/exercises/${id}`, { ...sums, status: 'published' }));
  });

  it('is not written over what was changed while it ran', async () => {
    const { id } = await write({ title: 'Slow', solution_code: SLOW, status: 'draft' });
    const publishing = post(`/exercises/${id}/publish`);
    const checking = post(`/exercises/${id}/check`);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run')).length === 2);
    await expectStatus(200, world.alpha.teacher.client.patch(`/exercises/${id}`, { solution_code: WRONG }));
    for (const answer of [await publishing, await checking])
      assert.deepEqual([answer.status, answer.body.error_code], [409, 'EXERCISE_CHANGED'], answer.text);
    const left = (await world.alpha.teacher.client.get(`/exercises/${id}`)).body;
    assert.deepEqual([left.status, left.solution_code], ['draft', WRONG]);
  });

  it('leaves changes of other people alone that have nothing to do with it', async () => {
    const { id } = await write({ title: 'Together', solution_code: SOLUTION });
    const { teacher, admin } = world.alpha;
    const both = await Promise.all([
      teacher.client.patch(`/exercises/${id}`, { topic: 'One' }),
      admin.client.patch(`/exercises/${id}`, { description: 'Two' }),
    ]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    const { topic, description } = (await teacher.client.get(`/exercises/${id}`)).body;
    assert.deepEqual([topic, description], ['One', 'Two']);
  });

  it('may be in C, and may call functions', async () => {
    const c = await write({
      title: 'In C',
      language: 'c',
      starter_code: null,
      solution_code: '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); return 0; }\n',
    });
    if (c.check.problem === null) assert.deepEqual([c.status, c.check.score], ['published', 100]);
    const calls = await write({
      title: 'Calls',
      solution_code: 'def add(a, b):\n    return a + b\n',
      test_cases: [{ kind: 'function', input: { function: 'add', arguments: [0.1, 0.2] }, expected_output: 0.3, comparison: 'numeric' }],
    });
    assert.deepEqual([calls.status, calls.check.score], ['published', 100]);
  });

  it('is held against a file of tests, whose names graders know from then on', async () => {
    const file = [
      'import unittest',
      'from main import add',
      'class Sums(unittest.TestCase):',
      '    def test_small(self):',
      '        self.assertEqual(add(1, 2), 3)',
      '    def test_large(self):',
      '        self.assertEqual(add(100, 200), 300)',
    ].join('\n');
    const cases = [{ id: 'file', kind: 'unittest', input: file, weight: 4, hidden: true }];
    const written = { title: 'A file of tests', test_cases: cases, solution_code: 'def add(a, b):\n    return a + b\n' };
    const { id, status, check } = await write(written);
    assert.deepEqual([status, check.score, check.results.length], ['published', 100, 2]);
    const { knownTests } = await runForTenant(world.alpha.id, () => server.get(Exercises).gradable(id));
    assert.equal(knownTests.get('file')?.length, 2);
    const half = { solution_code: 'def add(a, b):\n    return 3\n' };
    const refused = await world.alpha.teacher.client.patch(`/exercises/${id}`, half);
    assert.deepEqual([refused.status, Object.keys(refused.body.errors)], [400, ['test_cases.0']]);
    assert.equal(refused.body.errors['test_cases.0'].length, 1);
    const bare = await write({ ...written, title: 'No tests', test_cases: [{ kind: 'unittest', input: 'import unittest\n' }] });
    assert.deepEqual([bare.status, bare.check.passed], ['draft', false]);
  });

  it('costs the processor time of whoever has it run', async () => {
    const { id } = await write({ title: 'Quota', solution_code: SOLUTION });
    const { teacher, admin } = world.beta;
    const theirs = (await expectStatus(201, teacher.client.post('/exercises', { ...sums, solution_code: SOLUTION }))).body;
    await expectStatus(200, admin.client.patch('/tenant', { policies: { code_quota: { user_cpu_seconds_per_day: 1 } } }));
    const refused = await teacher.client.post(`/exercises/${theirs.id}/check`);
    assert.deepEqual([refused.status, refused.body.error_code], [429, 'QUOTA_EXCEEDED'], refused.text);
    await expectStatus(200, post(`/exercises/${id}/check`));
  });
});
