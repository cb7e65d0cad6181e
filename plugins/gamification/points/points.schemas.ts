import { idSchema, instant } from 'lectern/sdk';
import { z } from 'zod';

export const pointsSchema = z
  .object({
    user_id: idSchema,
    total: z.int(),
    /** Newest first, at most 1,000. */
    entries: z.array(
      z.object({
        points: z.int(),
        reason: z.string(),
        /** What they are for: `chapter:<id>`. */
        source: z.string(),
        created_at: instant,
      }),
    ),
  })
  .meta({ id: 'Points' });
export type PointsView = z.input<typeof pointsSchema>;
