import { publicSetting, versioned } from 'lectern/sdk';
import { z } from 'zod';

/** What an institution may choose. */
export const coLearningSettings = versioned(
  1,
  z.strictObject({
    /** Whether learners and guardians may open rooms, or staff alone. */
    learners_open_rooms: publicSetting(z.boolean().default(true)),
    /** How many activities of a room are kept: the latest. */
    activities_kept: z.int().min(50).max(1000).default(500),
    /** Rooms in which nothing happened for so long are closed. */
    close_after_idle_days: z.int().min(1).max(365).default(14),
    /** Activities, and rooms that are closed, are deleted after so long. */
    delete_after_days: z.int().min(1).max(365).default(90),
  }),
);
