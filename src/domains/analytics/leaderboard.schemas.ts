import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { queryInteger } from '../../sdk/schemas.js';

export const leaderboardQuery = z.object({ limit: queryInteger(1, 200).default(10) });
export type LeaderboardQuery = z.infer<typeof leaderboardQuery>;

export const leaderboardEntrySchema = z
  .object({
    /** Equal figures share a rank. */
    rank: z.int(),
    /** `null` where a pseudonym stands. */
    user_id: idSchema.nullable(),
    display_name: z.string(),
    exercises_completed: z.int(),
    /** 0 to 100, the mean of the best scores over the exercises tried. */
    average_score: z.number(),
  })
  .meta({ id: 'LeaderboardEntry' });
export type LeaderboardEntryView = z.input<typeof leaderboardEntrySchema>;
