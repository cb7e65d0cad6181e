import { z } from 'zod';

/** How a badge is earned: at least `count` of something. */
export const badgeRuleSchema = z.strictObject({
  kind: z.literal('min_count'),
  of: z.enum(['chapters', 'points', 'streak_days']),
  count: z.int().min(1).max(1_000_000),
});
export type BadgeRule = z.infer<typeof badgeRuleSchema>;

/** What a learner has of all that rules count. */
export interface Achieved {
  readonly chapters: number;
  readonly points: number;
  /** The longest streak since points are counted. */
  readonly streak_days: number;
}

export const NOTHING_ACHIEVED: Achieved = { chapters: 0, points: 0, streak_days: 0 };

/** How far a learner is, at most `count`. */
export const progressOf = (rule: BadgeRule, achieved: Achieved): number => Math.min(rule.count, achieved[rule.of]);

export const isEarned = (rule: BadgeRule, achieved: Achieved): boolean => achieved[rule.of] >= rule.count;
