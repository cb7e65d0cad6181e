import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';

export const exerciseStatsSchema = z
  .object({
    exercise_id: idSchema,
    /** How many tried it. */
    students: z.int(),
    /** Submissions that were evaluated. */
    attempts: z.int(),
    /** 0 to 1, of those who tried; `null`, as the two below, to learners while fewer than five did. */
    completion_rate: z.number().nullable(),
    mastery_rate: z.number().nullable(),
    /** 0 to 100, the mean of the best scores. */
    average_score: z.number().nullable(),
  })
  .meta({ id: 'ExerciseStats' });
export type ExerciseStatsView = z.input<typeof exerciseStatsSchema>;
