import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, longText, pageQuery, queryInteger, text } from '../../sdk/schemas.js';
import { QUESTION_TYPES } from '../questions/question-kinds.js';
import { givenAnswer } from '../questions/question.schemas.js';

const MOST_QUESTIONS = 200;

/** How far a grade can be relied on: our key, a key of staff, or one the client sent. */
const ASSESSMENT_TRUST = ['server_graded', 'staff', 'client_asserted'] as const;
export type AssessmentTrust = (typeof ASSESSMENT_TRUST)[number];

const answer = givenAnswer.nullable();

/**
 * A question as it was answered. Of one from the question bank only `id` and `answer` count. One of the client's own needs
 * `type`, `question` and `correct_answer`; its id is any text.
 */
const answeredQuestion = z.strictObject({
  id: text(200),
  type: z.enum(QUESTION_TYPES).optional(),
  question: longText(4000).optional(),
  options: z.array(longText(1000)).max(20).optional(),
  correct_answer: answer.optional(),
  explanation: longText(4000).nullable().optional(),
  answer: answer.optional(),
  // What `GET /assessments/questions` gave besides, sent back as it is.
  subject: longText(100).nullable().optional(),
  topic: longText(100).nullable().optional(),
  grade_level: gradeLevel.nullable().optional(),
  difficulty: z.int().min(1).max(5).optional(),
  skills: z.array(longText(100)).max(20).optional(),
});
export type AnsweredQuestion = z.infer<typeof answeredQuestion>;

export const takeAssessmentSchema = z
  .strictObject({
    student_id: idSchema,
    subject: text(100),
    topic: text(100),
    questions: z.array(answeredQuestion).min(1).max(MOST_QUESTIONS),
  })
  .meta({ id: 'TakeAssessment' });
export type TakeAssessment = z.infer<typeof takeAssessmentSchema>;

export const practiceQuery = z.object({
  subject: z.string().max(100).optional(),
  topic: z.string().max(100).optional(),
  difficulty: queryInteger(1, 5).optional(),
  count: queryInteger(1, 50).optional(),
});
export type PracticeQuery = z.infer<typeof practiceQuery>;

/** A question to practise with: nothing of its key. */
export const practiceQuestionSchema = z
  .object({
    id: idSchema,
    type: z.enum(QUESTION_TYPES),
    question: z.string(),
    options: z.array(z.string()),
    difficulty: z.int(),
    skills: z.array(z.string()),
  })
  .meta({ id: 'PracticeQuestion' });
export type PracticeQuestionView = z.input<typeof practiceQuestionSchema>;

const answeredSchema = z.object({
  question_id: z.string(),
  correct: z.boolean(),
  answer,
  /** Null for questions that count for a grade elsewhere. */
  correct_answer: z.union([z.string(), z.boolean(), z.number()]).nullable(),
  explanation: z.string().nullable(),
  trust: z.enum(ASSESSMENT_TRUST),
});

export const assessmentSchema = z
  .object({
    id: idSchema,
    student_id: idSchema,
    subject: z.string(),
    topic: z.string(),
    score: z.number().min(0).max(100),
    correct_count: z.int(),
    total_questions: z.int(),
    trust: z.enum(ASSESSMENT_TRUST),
    created_at: instant,
  })
  .meta({ id: 'Assessment' });
export type AssessmentView = z.input<typeof assessmentSchema>;

export const assessmentResultSchema = assessmentSchema.extend({ results: z.array(answeredSchema) }).meta({ id: 'AssessmentResult' });
export type AssessmentResultView = z.input<typeof assessmentResultSchema>;

/** Whose; one's own when left out. */
export const assessmentQuery = pageQuery({ student_id: idSchema.optional() });
export type AssessmentQuery = z.infer<typeof assessmentQuery>;
