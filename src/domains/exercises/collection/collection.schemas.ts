import { z } from 'zod';
import { idSchema } from '../../../sdk/ids.js';
import { EXERCISE_STATUSES } from '../exercise-kinds.js';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');

export const collectionQuery = z.object({
  check: flag.describe('Runs each new or changed solution against its tests; if one fails, nothing is imported'),
  dry_run: flag.describe('Tells what would happen, and changes nothing'),
});
export type CollectionQuery = z.infer<typeof collectionQuery>;

const importedExercise = z.object({
  /** Null for one that a dry run would create. */
  id: idSchema.nullable(),
  slug: z.string(),
  title: z.string(),
  action: z.enum(['created', 'updated', 'unchanged']),
  status: z.enum(EXERCISE_STATUSES),
  version: z.int(),
  /** Whether it is a draft because its solution was not seen to pass. */
  unchecked: z.boolean(),
});

export const collectionReportSchema = z
  .object({
    dry_run: z.boolean(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    exercises: z.array(importedExercise),
  })
  .meta({ id: 'ExerciseImportReport' });
export type CollectionReport = z.input<typeof collectionReportSchema>;
