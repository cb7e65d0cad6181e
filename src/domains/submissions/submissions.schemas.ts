import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { longText, pageQuery, queryInteger, text } from '../../sdk/schemas.js';
import { MOST_CODE } from '../code-execution/executions.schemas.js';

export const SUBMISSION_STATUSES = ['queued', 'running', 'evaluated', 'error'] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

const LONGEST_WAIT_SECONDS = 30;

export const submitCodeSchema = z.strictObject({
  exercise_id: idSchema,
  code: z.string().min(1).max(MOST_CODE),
  language: text(40).optional().describe('That of the exercise'),
  student_id: idSchema.optional().describe('For whom staff hand in; oneself unless given'),
});
export type SubmitCodeInput = z.infer<typeof submitCodeSchema>;

export const waitQuery = z.object({
  wait: queryInteger(0, LONGEST_WAIT_SECONDS)
    .optional()
    .describe('Seconds to wait for the evaluation. Handing in answers 200 with it, and 202 when it takes longer'),
});
export type WaitQuery = z.infer<typeof waitQuery>;

export const submissionQuery = pageQuery({
  student_id: idSchema.optional(),
  exercise_id: idSchema.optional(),
  status: z.enum(SUBMISSION_STATUSES).optional(),
});
export type SubmissionQuery = z.infer<typeof submissionQuery>;

export const evaluateSchema = z
  .strictObject({
    score: z.number().min(0).max(100).optional().describe('Stands in place of what the tests say, now and after every regrade'),
    feedback: longText(10_000).nullable().optional().describe('Stands in place of what the tests say; null takes it back'),
    status: z.enum(['evaluated', 'queued']).optional().describe('`queued` takes back what staff said and has the tests run once more'),
  })
  .superRefine(({ score, feedback, status }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (score === undefined && feedback === undefined && status === undefined) problem('score', 'Give a score, a feedback or a status');
    if (status !== 'queued') return;
    if (score !== undefined) problem('score', 'What is queued has no score yet');
    if (feedback != null) problem('feedback', 'What is queued has no feedback yet');
  });
export type EvaluateInput = z.infer<typeof evaluateSchema>;

export const regradeSubmissionsSchema = z
  .strictObject({
    submission_ids: z.array(idSchema).min(1).max(10_000).optional().describe('All of the exercise unless given'),
    dry_run: z.boolean().default(false).describe('Counts what would change, and changes nothing'),
  })
  // without a body, everything
  .prefault({});
export type RegradeSubmissionsInput = z.infer<typeof regradeSubmissionsSchema>;
