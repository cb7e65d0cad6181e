import { defineEvent, defineNotification, idSchema } from 'lectern/sdk';
import { z } from 'zod';

/** A learner earned a badge, once ever. */
export const badgeAwarded = defineEvent({
  name: 'gamification.badge-awarded.v1',
  topic: 'student-events',
  schema: z.object({ user_id: idSchema, badge_id: idSchema, badge_name: z.string(), awarded_at: z.iso.datetime() }),
});

/** Tells a learner of a badge they have earned. */
export const badgeEarned = defineNotification({
  kind: 'gamification.badge_earned',
  data: z.object({ badge_id: idSchema, title: z.string() }),
});
