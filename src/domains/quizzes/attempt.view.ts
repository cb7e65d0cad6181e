import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import { type Answers, answerSchema } from './quizzes.schemas.js';

const ATTEMPT_STATUSES = ['open', 'graded', 'expired'] as const;

const earlierGrade = z.object({ score: z.number(), passed: z.boolean(), regraded_at: instant });

export const quizAttemptSchema = z
  .object({
    id: idSchema,
    user_id: idSchema,
    quiz_id: idSchema,
    answers: z.record(idSchema, answerSchema).describe('By question; empty until the attempt is handed in'),
    score: z.number().nullable().describe('0 to 1; `null` until it is graded'),
    passed: z.boolean().nullable(),
    completed_at: instant.nullable(),
    status: z.enum(ATTEMPT_STATUSES).describe('An expired attempt was not handed in in time; it counts as used'),
    earlier_grades: z.array(earlierGrade).describe('What it was before staff corrected a key, oldest first'),
  })
  .meta({ id: 'QuizAttempt' });
export type QuizAttemptView = z.input<typeof quizAttemptSchema>;

export interface AttemptRow {
  readonly id: string;
  readonly user_id: string;
  readonly quiz_id: string;
  readonly number: number;
  readonly answers: Answers;
  readonly score: number | null;
  readonly passed: boolean | null;
  readonly completed_at: Date | null;
  readonly status: (typeof ATTEMPT_STATUSES)[number];
  readonly earlier_grades: readonly { readonly score: number; readonly passed: boolean; readonly regraded_at: string }[];
}

export const quizAttemptView = (row: AttemptRow): QuizAttemptView => ({
  id: row.id,
  user_id: row.user_id,
  quiz_id: row.quiz_id,
  answers: row.answers,
  score: row.score,
  passed: row.passed,
  completed_at: row.completed_at,
  status: row.status,
  earlier_grades: row.earlier_grades.map((grade) => ({ ...grade, regraded_at: new Date(grade.regraded_at) })),
});
