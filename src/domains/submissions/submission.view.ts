import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { instant } from '../../sdk/schemas.js';
import type { TestResult } from '../grading/grade-cases.js';
import { resultsForLearner } from '../grading/learner-results.js';
import { SUBMISSION_STATUSES, type SubmissionStatus } from './submissions.schemas.js';
import { testResultSchema } from './test-result.js';

export const submissionSchema = z
  .object({
    id: idSchema,
    exercise_id: idSchema,
    student_id: idSchema,
    code: z.string(),
    language: z.string(),
    status: z.enum(SUBMISSION_STATUSES),
    score: z.number().nullable().describe('0 to 100; `null` until it is evaluated'),
    feedback: z.string().nullable(),
    attempt: z.int().describe('Which of the learner’s submissions for the exercise it is, from 1'),
    results: z.array(testResultSchema).describe('In the order of the tests; hidden ones tell learners only whether they passed'),
    created_at: instant,
    updated_at: instant,
    trust: z.enum(['server_graded', 'staff']).nullable().describe('Whose score it is: that of the tests, or of staff'),
    exercise_version: z.int().describe('Which version of the exercise it is graded by'),
    hint_cost: z.number().describe('Points that were taken off for hints'),
  })
  .meta({ id: 'Submission' });
export type SubmissionView = z.input<typeof submissionSchema>;

/** A row of `SUBMISSION_COLUMNS`. */
export interface SubmissionRow {
  readonly id: string;
  readonly exercise_id: string;
  readonly exercise_version: number;
  readonly student_id: string;
  readonly code: string;
  readonly language: string;
  readonly status: SubmissionStatus;
  readonly score: number | null;
  readonly feedback: string | null;
  readonly trust: 'server_graded' | 'staff' | null;
  readonly attempt: number;
  readonly results: readonly TestResult[];
  readonly hint_cost: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The score of staff before that of the tests. Of table `s`. */
export const SUBMISSION_COLUMNS = `s.id, s.exercise_id, s.exercise_version, s.student_id, s.code, s.language, s.status, s.attempt, s.results,
  coalesce(s.staff_score, s.score) AS score, coalesce(s.staff_feedback, s.feedback) AS feedback,
  CASE WHEN s.staff_score IS NOT NULL THEN 'staff' WHEN s.score IS NOT NULL THEN 'server_graded' END AS trust,
  s.hint_cost, s.created_at, s.updated_at`;

/** Whether somebody evaluates submissions, and sees hidden tests therefore. Whose they may see is another question. */
export const evaluates = ({ permissions }: Principal): boolean => permissions.has('submissions:evaluate');

export const submissionView = (row: SubmissionRow, viewer: Principal): SubmissionView => ({
  id: row.id,
  exercise_id: row.exercise_id,
  student_id: row.student_id,
  code: row.code,
  language: row.language,
  status: row.status,
  score: row.score,
  feedback: row.feedback,
  attempt: row.attempt,
  results: evaluates(viewer) ? [...row.results] : resultsForLearner(row.results),
  created_at: row.created_at,
  updated_at: row.updated_at,
  trust: row.trust,
  exercise_version: row.exercise_version,
  hint_cost: row.hint_cost,
});
