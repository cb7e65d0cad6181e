import { z } from 'zod';
import { CASE_KINDS } from '../code-execution/run-kinds.js';

/** How output is held against what was expected. */
export const COMPARISONS = ['exact', 'trimmed', 'tokens', 'numeric'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A test of an exercise as it is kept and graded by: complete, hidden parts included. */
export const testCaseSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  kind: z.enum(CASE_KINDS),
  /** io: the text of standard input; function: `{"function", "arguments"}`; unittest: the test file's source. */
  input: z.json(),
  /** io: the text; function: the value; unittest: null. */
  expected_output: z.json(),
  comparison: z.enum(COMPARISONS),
  /** Of `numeric`: absolute or relative, whichever is more. 1e-6 when absent. */
  tolerance: z.number().min(0).optional(),
  hidden: z.boolean(),
  /** 0 counts for nothing, and is shown all the same. */
  weight: z.number().min(0),
});
export type TestCase = z.infer<typeof testCaseSchema>;
