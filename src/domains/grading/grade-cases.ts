import type { CaseResult, TestReport } from '../../runner/protocol.js';
import type { TestCase } from '../exercises/test-cases.schemas.js';
import { textDifference } from './compare-text.js';
import { differenceMessage, noReportMessage, noValueMessage, statusMessage, valueMessage } from './failure-message.js';
import { feedbackOn } from './feedback.js';
import { jsonEqual, type JsonValue } from './json-equality.js';
import { DEFAULT_TOLERANCE } from './numbers.js';
import { textOf } from './run-case.js';
import { shortened } from './shortened.js';

/** How one test went. Complete: what learners may see of it is `resultsForLearner`. */
export interface TestResult {
  readonly test_id: string;
  readonly name: string;
  readonly passed: boolean;
  readonly duration_ms: number;
  readonly hidden: boolean;
  /** What was printed, or its beginning; null where another test of the same process carries it. */
  readonly stdout: string | null;
  /** The text, or the JSON text of a value; null for tests of a test file. */
  readonly expected_output: string | null;
  /** Why it failed, in plain words; the first line stands alone. Null when it passed. */
  readonly message: string | null;
}

/** A result and its share of the score. */
export interface WeighedResult {
  readonly result: TestResult;
  readonly weight: number;
  readonly testCase: TestCase;
}

export interface Grading {
  /** 0 to 100, two decimals; 100 only when every test that has weight passed. */
  readonly score: number;
  readonly results: readonly TestResult[];
  /** Markdown for the learner. */
  readonly feedback: string;
}

/** By case id: the names of the tests a `unittest` case is known to hold, from the run of the reference solution. */
export type KnownTests = ReadonlyMap<string, readonly string[]>;

/** Kept of what was printed and expected, in all results together, in characters: they are stored with each submission. */
const KEPT = 256_000;
const MOST_KEPT = 8_000;
const LEAST_KEPT = 500;
const MESSAGE = 3_000;

const parsed = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};

const outputProblem = (testCase: TestCase, result: CaseResult): string | undefined => {
  const ended = statusMessage(result);
  if (ended !== undefined) return ended;
  const difference = textDifference(testCase.comparison, textOf(testCase.expected_output), result.stdout, testCase.tolerance);
  return difference === undefined ? undefined : differenceMessage(difference);
};

const valueProblem = (testCase: TestCase, result: CaseResult): string | undefined => {
  const ended = statusMessage(result);
  if (ended !== undefined) return ended;
  const value = result.value === undefined ? undefined : parsed(result.value);
  if (result.value === undefined || value === undefined) return noValueMessage(testCase, result);
  const tolerance = testCase.comparison === 'numeric' ? (testCase.tolerance ?? DEFAULT_TOLERANCE) : undefined;
  return jsonEqual(testCase.expected_output, value, tolerance) ? undefined : valueMessage(testCase, result.value);
};

const ofWholeCase = (testCase: TestCase, result: CaseResult, problem: string | undefined, kept: number): WeighedResult => {
  const expected = testCase.kind === 'function' ? JSON.stringify(testCase.expected_output) : textOf(testCase.expected_output);
  return {
    weight: testCase.weight,
    testCase,
    result: {
      test_id: testCase.id,
      name: testCase.name,
      passed: problem === undefined,
      duration_ms: result.duration_ms,
      hidden: testCase.hidden,
      stdout: shortened(result.stdout, kept),
      expected_output: testCase.kind === 'unittest' ? null : shortened(expected, kept),
      message: problem === undefined ? null : shortened(problem, MESSAGE),
    },
  };
};

const reportProblem = (reports: readonly TestReport[], otherwise: string): string | undefined => {
  const failed = reports.find(({ passed }) => !passed);
  if (failed !== undefined) return failed.message === '' ? 'The test failed.' : failed.message;
  return reports.length === 0 ? otherwise : undefined;
};

/** A result for each test that is known, or for each that was reported. Only a report of a process that came to its end counts. */
const ofTestFile = (testCase: TestCase, result: CaseResult, known: readonly string[] | undefined, kept: number): WeighedResult[] => {
  const ended = statusMessage(result) ?? (result.tests === undefined ? noReportMessage(result) : undefined);
  const reports = ended === undefined ? (result.tests ?? []) : [];
  const names = known ?? [...new Set(reports.map(({ name }) => name))];
  if (names.length === 0) return [ofWholeCase(testCase, result, ended ?? 'The test file holds no tests.', kept)];
  return names.map((name, at) => {
    const own = reports.filter((report) => report.name === name);
    const problem = reportProblem(own, ended ?? 'The test did not run.');
    const whole = ofWholeCase(testCase, result, problem, kept);
    const duration = own.length === 0 ? result.duration_ms : own.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
    const stdout = at === 0 ? whole.result.stdout : null;
    return {
      testCase,
      weight: testCase.weight / names.length,
      result: { ...whole.result, test_id: `${testCase.id}:${name}`, name, duration_ms: duration, stdout },
    };
  });
};

const scoreOf = (weighed: readonly WeighedResult[]): number => {
  const counting = weighed.filter(({ weight }) => weight > 0);
  // Where nothing has weight, only all together are worth anything.
  if (counting.length === 0) return weighed.length > 0 && weighed.every(({ result }) => result.passed) ? 100 : 0;
  if (counting.every(({ result }) => result.passed)) return 100;
  const total = counting.reduce((sum, { weight }) => sum + weight, 0);
  const passed = counting.reduce((sum, { weight, result }) => sum + (result.passed ? weight : 0), 0);
  return Math.min(99.99, Math.round((10_000 * passed) / total) / 100);
};

/**
 * Grades what the runner gave for an exercise's cases, in their order. Score = 100 · Σ weight of passed tests ÷ Σ weight; the weight
 * of a test file is shared evenly by its tests. Throws when results are missing: that is no failure of the learner's.
 */
export const gradeCases = (cases: readonly TestCase[], results: readonly CaseResult[], known: KnownTests = new Map()): Grading => {
  if (cases.length !== results.length) throw new Error(`${String(results.length)} results for ${String(cases.length)} cases`);
  const kept = Math.max(LEAST_KEPT, Math.min(MOST_KEPT, Math.floor(KEPT / Math.max(1, cases.length))));
  const weighed = cases.flatMap((testCase, at) => {
    const result = results[at];
    if (result === undefined) throw new Error(`No result for case ${testCase.id}`);
    if (testCase.kind === 'unittest') return ofTestFile(testCase, result, known.get(testCase.id), kept);
    const problem = testCase.kind === 'io' ? outputProblem(testCase, result) : valueProblem(testCase, result);
    return [ofWholeCase(testCase, result, problem, kept)];
  });
  return { score: scoreOf(weighed), results: weighed.map(({ result }) => result), feedback: feedbackOn(weighed) };
};

/** The tests that each `unittest` case was seen to hold, to be kept beside the exercise and given to `gradeCases`. */
export const testsSeen = (cases: readonly TestCase[], results: readonly CaseResult[]): KnownTests =>
  new Map(
    cases.flatMap(({ id, kind }, at) => {
      const tests = results[at]?.tests;
      return kind === 'unittest' && tests !== undefined ? [[id, [...new Set(tests.map(({ name }) => name))]] as const] : [];
    }),
  );
