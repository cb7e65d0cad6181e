import { idSchema, pageQuery } from 'lectern/sdk';
import { z } from 'zod';

export const leaderboardQuery = pageQuery({});
export type LeaderboardQuery = z.infer<typeof leaderboardQuery>;

export const leaderboardRowSchema = z
  .object({
    /** Equal totals share a rank. */
    rank: z.int(),
    /** `null` where a pseudonym stands. */
    user_id: idSchema.nullable(),
    name: z.string(),
    total: z.int(),
    is_you: z.boolean(),
  })
  .meta({ id: 'LeaderboardRow' });
export type LeaderboardRowView = z.input<typeof leaderboardRowSchema>;
