import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { pageQuery, text } from '../../sdk/schemas.js';
import { givenAnswer, questionFields, refineKey } from '../questions/question.schemas.js';
import { FEEDBACK_LEVELS } from './quiz.entity.js';

/** As many as one quiz asks, placed and drawn together. */
const MOST_QUESTIONS = 200;
const MOST_DRAWS = 20;

/** Whole points, so that the sums a score is made of are exact. */
const points = z.int().min(1).max(1000);

const FIRST_YEAR = 1900;
const LAST_YEAR = 9999;

/** A time in a request: RFC 3339 with a zone, of a year that four digits hold in UTC too. */
const sentInstant = z.iso
  .datetime({ offset: true })
  .transform((sent) => new Date(sent))
  .refine(
    (date) => date.getUTCFullYear() >= FIRST_YEAR && date.getUTCFullYear() <= LAST_YEAR,
    `Use a year from ${FIRST_YEAR} to ${LAST_YEAR}`,
  );

const bankQuestion = z.strictObject({ id: idSchema, points: points.optional() });
const newQuestion = z.strictObject({ ...questionFields, points: points.optional() }).superRefine(refineKey);

/** A question of the bank by its id, or a new one, which the bank gets too. */
const placedQuestion = z.union([bankQuestion, newQuestion]);
export type PlacedQuestion = z.infer<typeof placedQuestion>;

export const drawRuleSchema = z.strictObject({
  subject: text(100).optional(),
  topic: text(100).optional(),
  difficulty: z.int().min(1).max(5).optional(),
  count: z.int().min(1).max(100),
});
export type DrawRuleInput = z.infer<typeof drawRuleSchema>;

const quizFields = {
  course_id: idSchema,
  chapter_id: idSchema.nullable().optional(),
  title: text(200),
  /** Share of the points that passes, 0 to 1. */
  passing_score: z.number().min(0).max(1).optional(),
  premium: z.boolean().optional(),
  time_limit_seconds: z.int().min(1).max(604_800).nullable().optional(),
  max_attempts: z.int().min(1).max(1000).nullable().optional(),
  opens_at: sentInstant.nullable().optional(),
  closes_at: sentInstant.nullable().optional(),
  feedback: z.enum(FEEDBACK_LEVELS).optional(),
  questions: z.array(placedQuestion).max(MOST_QUESTIONS).optional(),
  draw: z.array(drawRuleSchema).max(MOST_DRAWS).optional(),
};

interface Contents {
  readonly questions?: readonly PlacedQuestion[] | undefined;
  readonly draw?: readonly DrawRuleInput[] | undefined;
}

const refineContents = ({ questions = [], draw = [] }: Contents, context: z.RefinementCtx): void => {
  const seen = new Set<string>();
  for (const [index, question] of questions.entries()) {
    if (!('id' in question)) continue;
    if (seen.has(question.id)) context.addIssue({ code: 'custom', path: ['questions', index, 'id'], message: 'Name each question once' });
    seen.add(question.id);
  }
  const asked = questions.length + draw.reduce((sum, { count }) => sum + count, 0);
  if (asked > MOST_QUESTIONS)
    context.addIssue({ code: 'custom', path: ['draw'], message: `A quiz asks at most ${MOST_QUESTIONS} questions` });
};

export const createQuizSchema = z.strictObject(quizFields).superRefine(refineContents).meta({ id: 'CreateQuiz' });
export type CreateQuiz = z.infer<typeof createQuizSchema>;

export const updateQuizSchema = z.strictObject(quizFields).partial().superRefine(refineContents).meta({ id: 'UpdateQuiz' });
export type UpdateQuiz = z.infer<typeof updateQuizSchema>;

export const quizQuery = pageQuery({ course_id: idSchema.optional(), chapter_id: idSchema.optional() });
export type QuizQuery = z.infer<typeof quizQuery>;

export const childrenQuery = pageQuery({});
export type ChildrenQuery = z.infer<typeof childrenQuery>;

/** An option's text, true or false, or what is filled in; `null` leaves the question unanswered. */
export const answerSchema = z.union([...givenAnswer.options, z.null()]);

const answersSchema = z
  .record(idSchema, answerSchema)
  .refine((answers) => Object.keys(answers).length <= MOST_QUESTIONS, `A quiz asks at most ${MOST_QUESTIONS} questions`);
export type Answers = z.infer<typeof answersSchema>;

export const submitQuizSchema = z
  .strictObject({ quiz_id: idSchema, answers: answersSchema, attempt_id: idSchema.optional() })
  .meta({ id: 'QuizSubmission' });
export type SubmitQuizInput = z.infer<typeof submitQuizSchema>;

/**
 * The key a question should have had. With `question_id` alone: the key the bank has now. What is left out stays as the
 * attempts have it.
 */
export const regradeSchema = z
  .strictObject({
    question_id: idSchema,
    correct_answer: questionFields.correct_answer.optional(),
    accepted_answers: questionFields.accepted_answers,
    tolerance: questionFields.tolerance,
    /** Only these attempts; every attempt at the quiz when left out. */
    attempt_ids: z.array(idSchema).min(1).max(1000).optional(),
  })
  .meta({ id: 'RegradeQuiz' });
export type RegradeInput = z.infer<typeof regradeSchema>;
