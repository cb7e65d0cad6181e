import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import { QUESTION_TYPES } from '../questions/question-kinds.js';
import { FEEDBACK_LEVELS } from './quiz.entity.js';
import type { QuizRow } from './quiz-sql.js';
import { drawRuleSchema } from './quizzes.schemas.js';

const key = z.union([z.string(), z.boolean(), z.number()]);

const learnerQuestion = z.object({
  id: idSchema,
  type: z.enum(QUESTION_TYPES),
  question: z.string(),
  options: z.array(z.string()),
  difficulty: z.int(),
  points: z.int(),
});

/** What of a question a learner sees before it is answered. The schema has no place for a key. */
const askedQuestionSchema = learnerQuestion.meta({ id: 'QuizQuestion' });
export type AskedQuestionView = z.input<typeof askedQuestionSchema>;

const staffQuestionSchema = learnerQuestion
  .extend({
    correct_answer: key.optional().describe('For staff'),
    accepted_answers: z.array(z.string()).optional().describe('For staff'),
    tolerance: z.number().nullable().optional().describe('For staff'),
    explanation: z.string().optional().describe('For staff'),
  })
  .meta({ id: 'QuizQuestionOfStaff' });

const quizFields = {
  id: idSchema,
  course_id: idSchema,
  chapter_id: idSchema.nullable(),
  title: z.string(),
  premium: z.boolean(),
  passing_score: z.number(),
  time_limit_seconds: z.int().nullable(),
  max_attempts: z.int().nullable(),
  opens_at: instant.nullable(),
  closes_at: instant.nullable(),
  feedback: z.enum(FEEDBACK_LEVELS),
};

/** The attempt within which the questions were asked. */
const openAttemptFields = {
  attempt_id: idSchema,
  started_at: instant,
  deadline: instant.nullable().describe('Answers are taken until then'),
};

/** A quiz as anybody may be shown it: staff with `draw` and keys, learners without. */
export const quizSchema = z
  .object({
    ...quizFields,
    draw: z.array(drawRuleSchema).optional().describe('For staff: what is drawn from the bank into each attempt'),
    questions: z
      .array(staffQuestionSchema)
      .describe('Of a timed or drawn quiz only within an attempt; none outside the opening window. Keys are for staff'),
    attempt: z.object(openAttemptFields).optional().describe('The open attempt these questions belong to'),
  })
  .meta({ id: 'Quiz' });
export type QuizView = z.input<typeof quizSchema>;

/** The questions of an open attempt, as `POST /quizzes/{id}/attempts` answers. */
export const openAttemptSchema = z
  .object({ ...openAttemptFields, questions: z.array(askedQuestionSchema) })
  .meta({ id: 'OpenQuizAttempt' });
export type OpenAttemptView = z.input<typeof openAttemptSchema>;

/** The one place where a stored question becomes one a learner reads: field by field, so that a key cannot slip along. */
export const askedQuestion = ({ id, type, question, options, difficulty, points }: FrozenQuestion): AskedQuestionView => ({
  id,
  type,
  question,
  options: [...options],
  difficulty,
  points,
});

const plainQuiz = (row: QuizRow) => ({
  id: row.id,
  course_id: row.course_id,
  chapter_id: row.chapter_id,
  title: row.title,
  premium: row.premium,
  passing_score: row.passing_score,
  time_limit_seconds: row.time_limit_seconds,
  max_attempts: row.max_attempts,
  opens_at: row.opens_at,
  closes_at: row.closes_at,
  feedback: row.feedback,
});

interface ShownAttempt {
  readonly id: string;
  readonly startedAt: Date;
  readonly deadline: Date | null;
}

export const attemptFacts = ({ id, startedAt, deadline }: ShownAttempt) => ({ attempt_id: id, started_at: startedAt, deadline });

export const learnerQuizView = (row: QuizRow, questions: readonly FrozenQuestion[], attempt?: ShownAttempt): QuizView => ({
  ...plainQuiz(row),
  questions: questions.map(askedQuestion),
  ...(attempt ? { attempt: attemptFacts(attempt) } : {}),
});

export const staffQuizView = (row: QuizRow, questions: readonly FrozenQuestion[]): QuizView => ({
  ...plainQuiz(row),
  draw: row.draws.map(({ subject, topic, difficulty, count }) => ({
    ...(subject === null ? {} : { subject }),
    ...(topic === null ? {} : { topic }),
    ...(difficulty === null ? {} : { difficulty }),
    count,
  })),
  questions: questions.map((question) => ({
    ...askedQuestion(question),
    correct_answer: question.correct_answer,
    accepted_answers: [...question.accepted_answers],
    tolerance: question.tolerance,
    explanation: question.explanation,
  })),
});
