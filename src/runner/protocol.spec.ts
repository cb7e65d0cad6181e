import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { caseResultSchema } from './protocol.js';

const result = {
  ...{ status: 'ok', stdout: '', stderr: '', exit_code: 0, duration_ms: 1.5, cpu_ms: 1, memory_kb: 1, truncated: false },
};

describe('what a runner says of a case', () => {
  it('holds no text that a database does not keep', () => {
    const tests = [{ name: 'a\0\ud800', passed: true, duration_ms: 1, message: '\0' }];
    const read = caseResultSchema.parse({ ...result, stdout: 'a\0b', stderr: '\udc00', tests });
    assert.deepEqual([read.stdout, read.stderr], ['a\uFFFDb', '\uFFFD']);
    assert.deepEqual(read.tests, [{ ...tests[0], name: 'a\uFFFD\uFFFD', message: '\uFFFD' }]);
  });

  it('names no quantities that no run can have', () => {
    assert.ok(caseResultSchema.safeParse({ ...result, duration_ms: 95_000, cpu_ms: 120_000, memory_kb: 1_100_000 }).success);
    for (const more of [{ duration_ms: 1e308 }, { cpu_ms: 1e15 }, { memory_kb: 2 ** 50 }, { exit_code: 2 ** 40 }])
      assert.equal(caseResultSchema.safeParse({ ...result, ...more }).success, false, JSON.stringify(more));
  });
});
