import { z } from 'zod';

/** How one test went with the exercise's own solution. */
const checkResultSchema = z.object({
  test_id: z.string(),
  name: z.string(),
  passed: z.boolean(),
  duration_ms: z.number(),
  hidden: z.boolean(),
  stdout: z.string().nullable(),
  expected_output: z.string().nullable(),
  message: z.string().nullable(),
});

/** What the tests make of an exercise's own solution. */
export const checkReportSchema = z
  .object({
    passed: z.boolean(),
    /** 0 to 100; null when nothing could be run. */
    score: z.number().nullable(),
    /** Why nothing could be run, or not all of it. */
    problem: z.enum(['no_solution', 'no_test_cases', 'sandbox_unavailable', 'too_slow']).nullable(),
    results: z.array(checkResultSchema),
  })
  .meta({ id: 'ExerciseCheck' });
export type CheckReport = z.input<typeof checkReportSchema>;
