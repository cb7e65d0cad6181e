import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, longText, pageQuery, slug, text } from '../../sdk/schemas.js';
import { MOST_CODE } from '../code-execution/executions.schemas.js';
import { checkReportSchema } from './check-report.schemas.js';
import { DIFFICULTY_LEVELS, EXERCISE_STATUSES } from './exercise-kinds.js';
import { testCasesInput } from './test-case-input.js';
import { CASE_KINDS } from '../code-execution/run-kinds.js';
import { COMPARISONS } from './test-cases.schemas.js';

const hintInput = z.union([text(2000), z.strictObject({ text: text(2000), cost: z.int().min(0).max(100).default(0) })]);
export type HintInput = z.infer<typeof hintInput>;

const fields = {
  /** Its name in a collection, by which an import finds it again; made from the title when left out. */
  slug: slug.optional(),
  title: text(200),
  /** Markdown. */
  description: longText(20_000).optional(),
  difficulty_level: z.enum(DIFFICULTY_LEVELS).optional(),
  topic: text(100).nullable().optional(),
  language: text(40).optional().describe('`python` when left out'),
  starter_code: longText(MOST_CODE).nullable().optional(),
  expected_output: longText(MOST_CODE)
    .nullable()
    .optional()
    .describe('Without `test_cases`: what the program is to print when it reads nothing'),
  test_cases: testCasesInput.nullable().optional(),
  hints: z.array(hintInput).max(20).nullable().optional().describe('In the order they are revealed: a text, or a text with its cost'),
  solution_code: longText(MOST_CODE).nullable().optional(),
  status: z
    .enum(EXERCISE_STATUSES)
    .optional()
    .describe('When left out, a new exercise is published if its own solution passes its tests, and else kept as a draft'),
};

export const createExerciseSchema = z.strictObject(fields).meta({ id: 'CreateExercise' });
export type CreateExercise = z.infer<typeof createExerciseSchema>;

export const updateExerciseSchema = z.strictObject({ ...fields, title: text(200).optional() }).meta({ id: 'UpdateExercise' });
export type UpdateExercise = z.infer<typeof updateExerciseSchema>;

const filters = {
  topic: z.string().max(100).optional(),
  difficulty: z.enum(DIFFICULTY_LEVELS).optional(),
  language: z.string().max(40).optional(),
  status: z.enum(EXERCISE_STATUSES).optional().describe('Learners see what is published, whatever they ask for'),
  q: z.string().max(200).optional(),
};
export const exerciseFilters = z.object(filters);
export type ExerciseFilters = z.infer<typeof exerciseFilters>;
export const exerciseQuery = pageQuery(filters);
export type ExerciseQuery = z.infer<typeof exerciseQuery>;

/** A test case as it is shown: of hidden ones learners get id, name and weight. */
const shownCaseSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CASE_KINDS).optional(),
  input: z.json().optional(),
  expected_output: z.json().optional(),
  comparison: z.enum(COMPARISONS).optional(),
  tolerance: z.number().optional(),
  hidden: z.boolean(),
  weight: z.number(),
});
export type ShownCase = z.input<typeof shownCaseSchema>;

/** One that costs nothing is a text. */
const shownHint = z.union([z.string(), z.object({ text: z.string(), cost: z.int() })]);

const exerciseFields = {
  id: idSchema,
  title: z.string(),
  description: z.string(),
  difficulty_level: z.enum(DIFFICULTY_LEVELS),
  topic: z.string().nullable(),
  language: z.string(),
  starter_code: z.string(),
  expected_output: z.string().nullable(),
  test_cases: z.array(shownCaseSchema),
  /** For learners those they have revealed. */
  hints: z.array(shownHint),
  hint_count: z.int(),
  /** Of the hint that comes next, in points; null after the last one. For learners. */
  next_hint_cost: z.int().nullable().optional(),
  status: z.enum(EXERCISE_STATUSES),
  /** Of what is graded: language, test cases and solution. */
  version: z.int(),
  /** For staff, as is the solution. */
  slug: z.string().optional(),
  solution_code: z.string().nullable().optional(),
  created_at: instant,
  updated_at: instant,
};

export const exerciseSchema = z.object(exerciseFields).meta({ id: 'Exercise' });
export type ExerciseView = z.input<typeof exerciseSchema>;

/** With what the tests made of its solution, when this call has run it. */
export const checkedExerciseSchema = exerciseSchema.extend({ check: checkReportSchema.optional() }).meta({ id: 'CheckedExercise' });
export type CheckedExerciseView = z.input<typeof checkedExerciseSchema>;

export const versionSchema = z
  .object({
    version: z.int(),
    current: z.boolean(),
    language: z.string(),
    test_count: z.int(),
    /** When its own solution passed all its tests; null when that was not seen. */
    checked_at: instant.nullable(),
    created_at: instant,
  })
  .meta({ id: 'ExerciseVersionSummary' });
export type VersionSummary = z.input<typeof versionSchema>;

export const versionQuery = pageQuery({});
export type VersionQuery = z.infer<typeof versionQuery>;

export const wholeVersionSchema = versionSchema
  .extend({ test_cases: z.array(shownCaseSchema), solution_code: z.string().nullable() })
  .meta({ id: 'ExerciseVersion' });
export type WholeVersion = z.input<typeof wholeVersionSchema>;

export const revealSchema = z
  .strictObject({ number: z.int().min(1).max(20).optional().describe('Which hint: one that was revealed already costs nothing again') })
  .meta({ id: 'RevealHint' })
  // without a body, the next one
  .prefault({});
export type Reveal = z.infer<typeof revealSchema>;

export const revealedHintSchema = z
  .object({
    number: z.int(),
    text: z.string(),
    cost: z.int(),
    hint_count: z.int(),
    next_hint_cost: z.int().nullable(),
  })
  .meta({ id: 'RevealedHint' });
export type RevealedHintView = z.input<typeof revealedHintSchema>;
