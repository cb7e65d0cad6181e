import { z } from 'zod';
import type { TestResult } from '../grading/grade-cases.js';

export const testResultSchema = z.object({
  test_id: z.string(),
  name: z.string(),
  passed: z.boolean(),
  duration_ms: z.number().min(0),
  hidden: z.boolean(),
  stdout: z.string().nullable().describe('The beginning of what was printed; `null` of a hidden test'),
  expected_output: z.string().nullable().describe('`null` of a hidden test, and of a test that expects no one value'),
  message: z.string().nullable().describe('Why it did not pass; `null` of a hidden test'),
});

/** What a database keeps of text: neither NUL nor half a character. */
export const storableText = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

const storableOrNull = (text: string | null): string | null => (text === null ? null : storableText(text));

/** Results as text for the database: what came from a learner's process may hold anything. */
export const storableResults = (results: readonly TestResult[]): string =>
  JSON.stringify(
    results.map((result) => ({
      ...result,
      test_id: storableText(result.test_id),
      name: storableText(result.name),
      stdout: storableOrNull(result.stdout),
      expected_output: storableOrNull(result.expected_output),
      message: storableOrNull(result.message),
    })),
  );
