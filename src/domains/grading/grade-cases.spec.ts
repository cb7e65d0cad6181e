import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CaseResult } from '../../runner/protocol.js';
import { testCaseSchema, type TestCase } from '../exercises/test-cases.schemas.js';
import { gradeCases, testsSeen } from './grade-cases.js';
import { resultsForLearner } from './learner-results.js';
import { functionCallOf, runCaseOf } from './run-case.js';

const io = (more: Partial<TestCase> = {}): TestCase => ({
  id: 'c1',
  name: 'Adds',
  kind: 'io',
  input: '1 2\n',
  expected_output: '3\n',
  comparison: 'trimmed',
  hidden: false,
  weight: 1,
  ...more,
});
const call = (more: Partial<TestCase> = {}): TestCase =>
  io({ kind: 'function', input: { function: 'add', arguments: [1, 2] }, expected_output: 3, ...more });
const file = (more: Partial<TestCase> = {}): TestCase => io({ kind: 'unittest', input: 'import unittest', expected_output: null, ...more });

const ended = (more: Partial<CaseResult> = {}): CaseResult => ({
  status: 'ok',
  stdout: '',
  stderr: '',
  exit_code: 0,
  duration_ms: 12.5,
  cpu_ms: 10,
  memory_kb: 9000,
  truncated: false,
  ...more,
});
const printed = (stdout: string, more: Partial<CaseResult> = {}) => ended({ stdout, ...more });
const report = (name: string, passed: boolean, message = '') => ({ name, passed, duration_ms: 1, message });
const only = (testCase: TestCase, result: CaseResult) => {
  const grading = gradeCases([testCase], [result]);
  return { ...grading, result: grading.results[0] };
};

const SECRET = 'canary-4711';

describe('what the runner is asked', () => {
  it('holds nothing that is expected', () => {
    for (const testCase of [io({ expected_output: SECRET }), call({ expected_output: SECRET })]) {
      assert.ok(!JSON.stringify(runCaseOf(testCase)).includes(SECRET));
    }
  });

  it('takes a call as a value or as its text, and nothing else', () => {
    const asked = { kind: 'call', function: 'add', arguments: [1, 2] };
    assert.deepEqual(runCaseOf(call()), asked);
    assert.deepEqual(runCaseOf(call({ input: '{"function":"add","arguments":[1,2]}' })), asked);
    for (const input of ['add(1, 2)', 3, null, { function: '' }, { function: 'f', arguments: 1 }, { function: 'f', more: 1 }]) {
      assert.equal(functionCallOf(input), undefined);
    }
    assert.throws(() => runCaseOf(call({ input: 'add' })));
  });
});

describe('a call written as JSON text', () => {
  it('holds to the same rules as a body', () => {
    const text = (argument: string) => `{"function": "f", "arguments": [${argument}]}`;
    assert.deepEqual(functionCallOf(text('"a"'))?.arguments, ['a']);
    const bad = ['"\\u0000"', '"\\ud800"', '{"__proto__": 1}', '['.repeat(45_000) + ']'.repeat(45_000)];
    for (const argument of bad) assert.equal(functionCallOf(text(argument)), undefined, argument.slice(0, 20));
  });
});

describe('grading by output', () => {
  it('passes what is right, and says what is wrong', () => {
    assert.equal(only(io(), printed('3')).score, 100);
    assert.equal(only(io(), printed('3')).result?.message, null);
    const wrong = only(io(), printed('4'));
    assert.equal(wrong.score, 0);
    assert.equal(wrong.result?.message, 'Line 1 differs: expected "3", got "4".');
    assert.match(wrong.feedback, /0 of 1 test passed\./);
    assert.match(wrong.feedback, /Expected:\n\n```text\n3\n```\n\nGot:\n\n```text\n4\n```/);
  });

  it('passes nothing that did not come to its end, whatever it printed', () => {
    const trace =
      'Traceback (most recent call last):\n  File "/boot/run.py", line 9, in start\n    go()\n  File "/work/main.py", line 7, in f\n    1/0\nZeroDivisionError: division by zero\n';
    const messages = (
      [
        ['timeout', /time limit was exceeded.* 10\.0 seconds/],
        ['memory_exceeded', /memory limit/],
        ['output_exceeded', /printed too much/],
        ['compile_error', /does not compile\.\nmain\.c:1: error/, 'main.c:1: error'],
        ['runtime_error', /^ZeroDivisionError: division by zero \(line 7\)\n/, trace],
        ['runtime_error', /exit code 3/],
      ] as const
    ).map(([status, message, stderr = '']) => {
      const graded = only(io(), printed('3', { status, stderr, exit_code: 3, duration_ms: 10_000 }));
      assert.equal(graded.score, 0);
      assert.match(graded.result?.message ?? '', message);
      return graded.result?.message;
    });
    assert.ok(messages.every((message) => message?.includes('/boot/run.py') === false));
  });

  it('reads the line from what Node writes', () => {
    const stderr =
      "/work/main.js:4\nnull.x\n     ^\n\nTypeError: Cannot read properties of null (reading 'x')\n    at f (/work/main.js:4:6)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)\n\nNode.js v24.1.0\n";
    const { result } = only(io(), ended({ status: 'runtime_error', exit_code: 1, stderr }));
    assert.match(result?.message ?? '', /^TypeError: Cannot read properties of null \(reading 'x'\) \(line 4\)/);
    assert.doesNotMatch(result?.message ?? '', /node:internal|Node\.js/);
    const plain = ended({ status: 'runtime_error', exit_code: 1, stderr: 'Error: no\n    at /work/main.js:2:7\n    at /run/x.cjs:1:1\n' });
    assert.match(only(io(), plain).result?.message ?? '', /^Error: no \(line 2\)/);
  });
});

describe('grading by value', () => {
  it('compares values, not their text', () => {
    assert.equal(only(call(), ended({ value: '3.0' })).score, 100);
    assert.equal(only(call({ expected_output: { a: 1, b: 2 } }), ended({ value: '{"b": 2, "a": 1}' })).score, 100);
    assert.equal(only(call({ expected_output: 1 }), ended({ value: 'true' })).score, 0);
    assert.equal(only(call({ expected_output: 0.3 }), ended({ value: '0.30000000000000004' })).score, 0);
    assert.equal(only(call({ expected_output: 0.3, comparison: 'numeric' }), ended({ value: '0.30000000000000004' })).score, 100);
  });

  it('says what was called and what came', () => {
    assert.equal(only(call(), ended({ value: '4' })).result?.message, 'add(1, 2) returned 4, expected 3.');
  });

  it('passes nothing without a value, not even where null is expected', () => {
    const nothing = call({ expected_output: null });
    assert.equal(only(nothing, ended({ value: 'null' })).score, 100);
    assert.equal(only(nothing, ended()).score, 0);
    assert.equal(only(nothing, ended({ value: 'NaN' })).score, 0);
    assert.equal(only(call(), printed('3')).score, 0);
    assert.equal(only(call(), ended({ value: '3', status: 'runtime_error', exit_code: 1 })).score, 0);
  });
});

describe('grading by a test file', () => {
  const tests = [report('test_a', true), report('test_b', false, 'AssertionError: 1 != 2')];

  it('gives a result for each test, which share the weight of their case', () => {
    const { score, results } = gradeCases([file({ weight: 4 }), io({ id: 'c2', weight: 1 })], [ended({ tests }), printed('3')]);
    assert.equal(score, 60);
    assert.deepEqual(
      results.map(({ test_id, passed, message }) => [test_id, passed, message]),
      [
        ['c1:test_a', true, null],
        ['c1:test_b', false, 'AssertionError: 1 != 2'],
        ['c2', true, null],
      ],
    );
  });

  it('passes nothing without a report, or after an end of another kind', () => {
    const passing = [report('test_a', true)];
    assert.equal(only(file(), ended({ tests: passing })).score, 100);
    assert.equal(only(file(), ended()).score, 0);
    assert.equal(only(file(), ended({ tests: [] })).score, 0);
    assert.equal(only(file(), ended({ tests: passing, status: 'timeout' })).score, 0);
    assert.match(only(file(), printed('OK')).result?.message ?? '', /ended before its tests had/);
  });

  it('holds a report against the tests that are known', () => {
    const known = testsSeen([file()], [ended({ tests: [report('test_a', true), report('test_b', true)] })]);
    const graded = (reports: readonly ReturnType<typeof report>[]) => gradeCases([file()], [ended({ tests: [...reports] })], known);
    assert.equal(graded([report('test_a', true), report('test_b', true)]).score, 100);
    assert.equal(graded([report('test_a', true)]).score, 50);
    assert.equal(graded([report('test_a', true), report('test_c', true)]).score, 50);
    assert.equal(graded([report('test_a', true), report('test_a', false), report('test_b', true)]).score, 50);
    assert.equal(gradeCases([file()], [ended()], known).results.length, 2);
  });
});

describe('scores', () => {
  const anyCase = fc.record({ weight: fc.double({ min: 1e-6, max: 1e6, noNaN: true }), hidden: fc.boolean(), passes: fc.boolean() });

  it('lie between 0 and 100, are 100 for all and only all, and never fall when one more test passes', () => {
    fc.assert(
      fc.property(fc.array(anyCase, { minLength: 1, maxLength: 20 }), (some) => {
        const cases = some.map(({ weight, hidden }, at) => io({ id: `c${String(at)}`, weight, hidden }));
        const graded = (passes: readonly boolean[]) =>
          gradeCases(
            cases,
            passes.map((right) => printed(right ? '3' : '4')),
          );
        const passes = some.map((one) => one.passes);
        const { score, results } = graded(passes);
        assert.ok(score >= 0 && score <= 100);
        assert.equal(score === 100, passes.every(Boolean));
        assert.deepEqual(
          results.map(({ passed }) => passed),
          passes,
        );
        const failing = passes.indexOf(false);
        if (failing >= 0) assert.ok(graded(passes.with(failing, true)).score >= score);
      }),
    );
  });

  it('do not count tests without weight', () => {
    const cases = [io(), io({ id: 'c2', weight: 0 })];
    assert.equal(gradeCases(cases, [printed('3'), printed('4')]).score, 100);
    assert.equal(gradeCases(cases, [printed('4'), printed('3')]).score, 0);
    const nothing = cases.map((one) => ({ ...one, weight: 0 }));
    assert.equal(gradeCases(nothing, [printed('3'), printed('3')]).score, 100);
    assert.equal(gradeCases(nothing, [printed('3'), printed('4')]).score, 0);
  });

  it('are no matter of missing results, which are an error of ours', () => {
    assert.throws(() => gradeCases([io(), io({ id: 'c2' })], [printed('3')]));
    assert.equal(gradeCases([], []).score, 0);
  });
});

describe('what learners are told', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('```', '`````\n# x', '<script>', '](javascript:x)', '\r\n'));

  it('never holds anything of hidden tests but how many failed', () => {
    const kinds: readonly (readonly [TestCase, CaseResult])[] = [
      [io({ hidden: true, input: SECRET, expected_output: SECRET }), printed('4', { stderr: SECRET })],
      [io({ hidden: true, expected_output: SECRET }), ended({ status: 'runtime_error', exit_code: 1, stderr: SECRET })],
      [call({ hidden: true, input: { function: SECRET, arguments: [SECRET] }, expected_output: SECRET }), ended({ value: `"x${SECRET}"` })],
      [file({ hidden: true, input: SECRET }), printed(SECRET, { tests: [report('t', false, SECRET)] })],
    ];
    for (const [testCase, result] of kinds) {
      const { feedback, results } = gradeCases([testCase, io({ id: 'c2' })], [result, printed('4')]);
      assert.match(feedback, /1 hidden test failed\./);
      assert.ok(!(feedback + JSON.stringify(resultsForLearner(results))).includes(SECRET), JSON.stringify(testCase));
    }
  });

  it('tells durations of hidden tests in coarse steps', () => {
    const { results } = gradeCases([io({ hidden: true })], [printed('3', { duration_ms: 123 })]);
    assert.equal(resultsForLearner(results)[0]?.duration_ms, 200);
    assert.equal(results[0]?.duration_ms, 123);
  });

  it('is bounded, and lets nothing out of its blocks', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (name, input, expected, actual) => {
        const { feedback, results } = gradeCases(
          [io({ name, input, expected_output: `${expected}x` })],
          [printed(actual.repeat(50), { stderr: expected, status: name.length % 2 === 0 ? 'ok' : 'runtime_error' })],
        );
        assert.ok(feedback.length < 5000);
        assert.ok(feedback.isWellFormed() || !`${name}${input}${expected}${actual}`.isWellFormed());
        let fence: string | undefined;
        for (const line of feedback.split('\n')) {
          const marks = /^ {0,3}(`{3,})/.exec(line)?.[1];
          if (fence === undefined) {
            fence = marks;
            if (marks === undefined) assert.doesNotMatch(line, /(?<!\\)[<[`]/);
          } else if (line === fence) fence = undefined;
          else assert.ok(marks === undefined || marks.length < fence.length);
        }
        assert.equal(fence, undefined);
        assert.ok((results[0]?.message?.length ?? 0) <= 3000);
      }),
    );
  });

  it('is stored in bounded size', () => {
    const cases = Array.from({ length: 200 }, (_, at) => io({ id: String(at) }));
    const { results } = gradeCases(
      cases,
      cases.map(() => printed('x'.repeat(65_536))),
    );
    assert.ok(JSON.stringify(results).length < 600_000);
  });
});

it('keeps test cases in the shape they are graded by', () => {
  assert.deepEqual(testCaseSchema.parse(io()), io());
});
