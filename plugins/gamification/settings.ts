import { publicSetting, versioned } from 'lectern/sdk';
import { z } from 'zod';

/** What an institution may choose. */
export const gamificationSettings = versioned(
  1,
  z.strictObject({
    points_per_chapter: z.int().min(0).max(1000).default(10),
    leaderboard: publicSetting(z.boolean().default(true)),
    /** Learners appear on the leaderboard under made-up names, except to themselves. */
    pseudonyms: publicSetting(z.boolean().default(true)),
  }),
);
