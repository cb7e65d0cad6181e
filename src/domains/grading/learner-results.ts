import type { TestResult } from './grade-cases.js';

/** A program can wait as long as a hidden input says: what it took is told in steps too coarse to read that from. */
const STEP_MS = 100;

/** Results as the learner sees them: of hidden tests only whether they passed. */
export const resultsForLearner = (results: readonly TestResult[]): TestResult[] =>
  results.map((result) =>
    result.hidden
      ? {
          ...result,
          duration_ms: Math.ceil(result.duration_ms / STEP_MS) * STEP_MS,
          stdout: null,
          expected_output: null,
          message: null,
        }
      : result,
  );
