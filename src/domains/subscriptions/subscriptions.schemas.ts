import { z } from 'zod';
import { PLAN_TYPES, type PlanType } from '../../sdk/contracts/subscriptions.js';
import { instant, pageQuery } from '../../sdk/schemas.js';

const endDate = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'Use a date (2030-06-30) or a time (2030-06-30T12:00:00Z)')
  .refine((value) => value >= '1970' && value < '3000', 'Use a year from 1970 to 2999');

export const subscriptionChangesSchema = z
  .strictObject({
    plan_type: z.enum(PLAN_TYPES).optional(),
    /** A time, or a date of the institution's calendar, which is included. `null`: without end. */
    end_date: endDate.nullable().optional(),
  })
  .meta({ id: 'SubscriptionChanges' });
export type SubscriptionChanges = z.infer<typeof subscriptionChangesSchema>;

const subscriptionFields = {
  plan_type: z.enum(PLAN_TYPES),
  start_date: instant,
  /** `null`: without end. */
  end_date: instant.nullable(),
};

export const subscriptionSchema = z
  .object({
    ...subscriptionFields,
    /** Whether the plan holds now: an end date that has passed ends it. */
    is_active: z.boolean(),
  })
  .meta({ id: 'Subscription' });
export type SubscriptionView = z.input<typeof subscriptionSchema>;

export const periodQuery = pageQuery({});
export type PeriodQuery = z.infer<typeof periodQuery>;

export const subscriptionPeriodSchema = z
  .object({
    ...subscriptionFields,
    /** When another plan took its place; `null` for the present one. */
    replaced_at: instant.nullable(),
  })
  .meta({ id: 'SubscriptionPeriod' });
export type SubscriptionPeriodView = z.input<typeof subscriptionPeriodSchema>;

/** A person's plan as stored, or as it follows from there being none. */
export interface Subscription {
  /** `null`: never on another plan than the free one everybody starts with. */
  readonly id: string | null;
  readonly plan_type: PlanType;
  readonly start_date: Date;
  readonly end_date: Date | null;
}

export const subscriptionView = ({ plan_type, start_date, end_date }: Subscription, now: Date): SubscriptionView => ({
  plan_type,
  start_date,
  end_date,
  is_active: end_date === null || end_date > now,
});
