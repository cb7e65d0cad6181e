import { idSchema, instant, longText, pageQuery, text } from 'lectern/sdk';
import { z } from 'zod';
import type { Badge } from './badge.entity.js';
import { type Achieved, badgeRuleSchema, progressOf } from './badge-rule.js';

export const createBadgeSchema = z
  .strictObject({ name: text(100), description: longText(500).optional(), rule: badgeRuleSchema })
  .meta({ id: 'CreateBadge' });
export type CreateBadge = z.infer<typeof createBadgeSchema>;

export const updateBadgeSchema = createBadgeSchema.partial().meta({ id: 'UpdateBadge' });
export type UpdateBadge = z.infer<typeof updateBadgeSchema>;

export const badgeQuery = pageQuery({});
export type BadgeQuery = z.infer<typeof badgeQuery>;

const badgeFields = { id: idSchema, name: z.string(), description: z.string(), rule: badgeRuleSchema };

export const badgeSchema = z.object({ ...badgeFields, created_at: instant, updated_at: instant }).meta({ id: 'Badge' });
export type BadgeView = z.input<typeof badgeSchema>;

/** A badge somebody has. */
export const earnedBadgeSchema = z.object({ ...badgeFields, awarded_at: instant }).meta({ id: 'EarnedBadge' });
export type EarnedBadgeView = z.input<typeof earnedBadgeSchema>;

/** A badge somebody has, or how far they are from it. */
export const achievementSchema = z
  .object({
    badge_id: idSchema,
    name: z.string(),
    description: z.string(),
    /** What counts so far, and how much is needed. */
    current: z.int(),
    required: z.int(),
    earned: z.boolean(),
    awarded_at: instant.nullable(),
  })
  .meta({ id: 'Achievement' });
export type AchievementView = z.input<typeof achievementSchema>;

export const badgeView = (badge: Badge): BadgeView => ({
  id: badge.id,
  name: badge.name,
  description: badge.description,
  rule: badge.rule,
  created_at: badge.createdAt,
  updated_at: badge.updatedAt,
});

export type BadgeRow = Pick<Badge, 'id' | 'name' | 'description' | 'rule'> & { readonly awarded_at: Date | null };

export const earnedBadgeView = (row: BadgeRow & { readonly awarded_at: Date }): EarnedBadgeView => ({
  id: row.id,
  name: row.name,
  description: row.description,
  rule: row.rule,
  awarded_at: row.awarded_at,
});

export const achievementView = (row: BadgeRow, achieved: Achieved): AchievementView => ({
  badge_id: row.id,
  name: row.name,
  description: row.description,
  current: row.awarded_at ? row.rule.count : progressOf(row.rule, achieved),
  required: row.rule.count,
  earned: row.awarded_at !== null,
  awarded_at: row.awarded_at,
});
