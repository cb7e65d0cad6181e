import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** `free` is what everybody has; `premium` opens premium quizzes and plugins. */
export const PLAN_TYPES = ['free', 'premium'] as const;
export type PlanType = (typeof PLAN_TYPES)[number];

/** What somebody's plan entitles them to, read from the database each time: a plan that lapsed a second ago opens nothing. */
export abstract class Entitlements {
  /** Whether the person is on the premium plan now. Refuse with `Forbidden(detail, 'PREMIUM_REQUIRED')`. */
  abstract isPremium(userId: string): Promise<boolean>;
}

/** Staff changed somebody's plan. A plan that lapses at its `end_date` is not told: ask `Entitlements`. */
export const subscriptionChanged = defineEvent({
  name: 'subscriptions.subscription-changed.v1',
  topic: 'student-events',
  schema: z.object({
    user_id: idSchema,
    plan_type: z.enum(PLAN_TYPES),
    /** RFC 3339, UTC. */
    start_date: z.iso.datetime(),
    end_date: z.iso.datetime().nullable(),
  }),
});
