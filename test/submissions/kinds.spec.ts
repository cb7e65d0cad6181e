import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { type World } from '../../src/testing/world.js';
import { io, submitAndWait, writeExercise } from './support.js';
import { gradingSchools, type GradingSchools } from './grading-schools.js';

const TESTS = `import unittest
from main import add


class Adding(unittest.TestCase):
    def test_small(self):
        self.assertEqual(add(1, 2), 3)

    def test_large(self):
        self.assertEqual(add(10**20, 1), 10**20 + 1)
`;

/** In the sandbox that is meant for hostile code. */
describe('the kinds of tests', { skip: noSandbox }, () => {
  let schools: GradingSchools;
  let world: World;

  before(async () => {
    schools = await gradingSchools({ driver: 'bubblewrap' });
    ({ world } = schools);
  });
  after(() => schools.close());

  const grade = async (fields: object, code: string): Promise<Json> => {
    const { id } = await writeExercise(world.alpha.teacher.client, fields);
    const { status, body, text } = await submitAndWait(world.alpha.student, id, code);
    assert.deepEqual([status, body.status], [200, 'evaluated'], text);
    return body;
  };
  const passed = ({ results }: Json) => results.map((result: Json) => result.passed);

  it('are graded together, each by its weight', async () => {
    const test_cases = [
      { name: 'Three', kind: 'function', input: { function: 'add', arguments: [1, 2] }, expected_output: 3, weight: 2 },
      { name: 'Texts', kind: 'function', input: { function: 'add', arguments: ['a', 'b'] }, expected_output: 'ab', weight: 1 },
      { name: 'File', kind: 'unittest', input: TESTS, weight: 2 },
      io('', 'ready', { weight: 5 }),
    ];
    const right = await grade({ test_cases }, 'def add(a, b):\n    return a + b\n\n\nif __name__ == "__main__":\n    print("ready")\n');
    assert.deepEqual([right.score, passed(right)], [100, [true, true, true, true, true]]);
    const wrong = await grade({ test_cases }, 'def add(a, b):\n    return min(a + b, 99)\n');
    assert.deepEqual([wrong.score, passed(wrong)], [30, [true, false, false, true, false]]);
  });

  it('hold for JavaScript and C, where they are to be had', async () => {
    const test_cases = [{ kind: 'function', input: { function: 'add', arguments: [1, 2] }, expected_output: 3 }];
    const javascript = await grade({ language: 'javascript', test_cases }, 'function add(a, b) { return a + b }\n');
    assert.equal(javascript.score, 100, JSON.stringify(javascript));
    const c = { language: 'c', test_cases: [io('4', '8')] };
    const source = '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d", 2 * n); return 0; }\n';
    assert.equal((await grade(c, source)).score, 100);
    const uncompiled = await grade(c, 'int main(void) { return x; }\n');
    assert.equal(uncompiled.score, 0);
    assert.match(uncompiled.feedback, /does not compile/);
  });
});
