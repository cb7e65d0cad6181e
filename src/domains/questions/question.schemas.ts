import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, longText, pageQuery, queryGradeLevel, queryInteger, text } from '../../sdk/schemas.js';
import { LONGEST_ANSWER } from './grade-answer.js';
import { keyProblems } from './key-problems.js';
import { QUESTION_TYPES, QUESTION_USES } from './question-kinds.js';
import { questionContent } from './question-content.js';

/** What answers a question, as it is sent: a text or an option's text, true or false, a number. */
export const givenAnswer = z.union([z.string().max(LONGEST_ANSWER), z.boolean(), z.number()]);

/** The fields of a question as somebody writes it, for schemas that extend it: add `refineKey` to them. */
export const questionFields = {
  type: z.enum(QUESTION_TYPES),
  /** Markdown. */
  question: text(4000),
  /** For multiple choice; a true-or-false question may list the two words. */
  options: z.array(text(1000)).max(20).optional(),
  correct_answer: givenAnswer,
  accepted_answers: z.array(text(1000)).max(50).optional(),
  tolerance: z.number().min(0).max(1e15).nullable().optional(),
  explanation: longText(4000).optional(),
  subject: text(100).nullable().optional(),
  topic: text(100).nullable().optional(),
  grade_level: gradeLevel.nullable().optional(),
  /** 1 (easy) to 5; 3 unless said otherwise. */
  difficulty: z.int().min(1).max(5).optional(),
  skills: z.array(text(100)).max(20).optional(),
  use: z.enum(QUESTION_USES).optional(),
};

const fieldsSchema = z.strictObject(questionFields);
export type CreateQuestion = z.infer<typeof fieldsSchema>;

/** Refinement: the key fits the type. */
export const refineKey = (input: CreateQuestion, context: z.RefinementCtx): void => {
  for (const { path, message } of keyProblems(questionContent(input))) context.addIssue({ code: 'custom', path: [...path], message });
};

export const createQuestionSchema = fieldsSchema.superRefine(refineKey).meta({ id: 'CreateQuestion' });

export const updateQuestionSchema = fieldsSchema.partial().meta({ id: 'UpdateQuestion' });
export type UpdateQuestion = z.infer<typeof updateQuestionSchema>;

const filters = {
  subject: z.string().max(100).optional(),
  topic: z.string().max(100).optional(),
  grade_level: queryGradeLevel.optional(),
  difficulty: queryInteger(1, 5).optional(),
  type: z.enum(QUESTION_TYPES).optional(),
  skill: z.string().max(100).optional(),
  use: z.enum(QUESTION_USES).optional(),
  q: z.string().max(200).optional(),
};

export const questionExportQuery = z.object(filters);
export type QuestionFilters = z.infer<typeof questionExportQuery>;

export const questionQuery = pageQuery(filters);
export type QuestionQuery = z.infer<typeof questionQuery>;

/** A question as staff see it: with its key. */
export const questionSchema = z
  .object({
    id: idSchema,
    type: z.enum(QUESTION_TYPES),
    question: z.string(),
    options: z.array(z.string()),
    correct_answer: z.union([z.string(), z.boolean(), z.number()]),
    accepted_answers: z.array(z.string()),
    tolerance: z.number().nullable(),
    explanation: z.string(),
    subject: z.string().nullable(),
    topic: z.string().nullable(),
    grade_level: z.int().nullable(),
    difficulty: z.int(),
    skills: z.array(z.string()),
    use: z.enum(QUESTION_USES),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Question' });
export type QuestionView = z.input<typeof questionSchema>;
