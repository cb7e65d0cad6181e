import type { PlanType } from '../../sdk/contracts/subscriptions.js';
import { InvalidInput } from '../../sdk/errors.js';
import type { Subscription } from './subscriptions.schemas.js';

/** What is asked for; what is not named stays as it is. */
export interface PlanChange {
  readonly planType: PlanType | undefined;
  /** `null`: without end. */
  readonly endDate: Date | null | undefined;
}

export type NextPlan =
  | { readonly step: 'keep' }
  /** The same plan goes on, until another day. */
  | { readonly step: 'extend'; readonly endDate: Date | null }
  /** A period of its own begins now. */
  | { readonly step: 'begin'; readonly planType: PlanType; readonly endDate: Date | null };

/**
 * What a change means for somebody's plan. A plan that has lapsed is not extended: it begins again. Throws `InvalidInput`
 * for an end that has passed, and for an end of the free plan.
 */
export const nextPlan = (current: Subscription, change: PlanChange, now: Date): NextPlan => {
  const planType = change.planType ?? current.plan_type;
  if (change.endDate && planType === 'free') throw new InvalidInput({ end_date: ['The free plan has no end'] });
  if (change.endDate && change.endDate <= now) {
    throw new InvalidInput({ end_date: ['This has passed. To end a premium plan now, set plan_type to free'] });
  }
  if (change.planType === undefined && change.endDate === undefined) return { step: 'keep' };
  const lapsed = current.end_date !== null && current.end_date <= now;
  if (planType !== current.plan_type || lapsed) return { step: 'begin', planType, endDate: change.endDate ?? null };
  const endDate = change.endDate === undefined ? current.end_date : change.endDate;
  return endDate?.getTime() === current.end_date?.getTime() ? { step: 'keep' } : { step: 'extend', endDate };
};
