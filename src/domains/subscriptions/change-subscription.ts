import { Injectable } from '@nestjs/common';
import { tenantTimeZone } from '../../platform/tenancy/tenant-day.js';
import { subscriptionChanged } from '../../sdk/contracts/subscriptions.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type NextPlan, nextPlan } from './next-plan.js';
import { Subscriptions } from './subscriptions.js';
import { type Subscription, type SubscriptionChanges, subscriptionView, type SubscriptionView } from './subscriptions.schemas.js';

/** Staff put somebody on a plan. */
@Injectable()
export class ChangeSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: Subscriptions,
    private readonly preconditions: Preconditions,
  ) {}

  async run(userId: string, { plan_type: planType, end_date }: SubscriptionChanges): Promise<SubscriptionView> {
    return this.uow.run(async () => {
      await this.lockPerson(userId);
      const current = await this.subscriptions.presentOf(userId);
      const now = new Date();
      this.preconditions.check(subscriptionView(current, now));
      const endDate = typeof end_date === 'string' ? await this.endOf(end_date) : end_date;
      const next = nextPlan(current, { planType, endDate }, now);
      if (next.step === 'keep') return subscriptionView(current, now);
      if (next.step === 'extend' && current.id !== null) await this.extend(current.id, next.endDate);
      else await this.begin(userId, current, next, now);
      const after = await this.subscriptions.presentOf(userId);
      this.tell(userId, current, after);
      return subscriptionView(after, now);
    });
  }

  /** The person's row is the lock under which their plan changes. */
  private async lockPerson(userId: string): Promise<void> {
    const [person] = await this.uow.em.query<{ erasing_at: Date | null }[]>(
      'SELECT erasing_at FROM core.users WHERE id = $1 FOR NO KEY UPDATE',
      [userId],
    );
    if (!person) throw new NotFound('user');
    if (person.erasing_at) throw new Conflict('This account is being erased');
  }

  /** A date is included: the plan ends when the next one begins at the institution. */
  private async endOf(end: string): Promise<Date> {
    if (end.includes('T')) return new Date(end);
    const [row] = await this.uow.em.query<{ ends: Date }[]>(`SELECT (($1::date + 1)::timestamp AT TIME ZONE $2)::timestamptz(3) AS ends`, [
      end,
      await tenantTimeZone(this.uow),
    ]);
    if (!row) throw new Error('A date has an end');
    return row.ends;
  }

  private async extend(id: string, endDate: Date | null): Promise<void> {
    await this.uow.em.query('UPDATE core.subscription_period SET end_date = $2, updated_at = now() WHERE id = $1', [id, endDate]);
  }

  private async begin(userId: string, current: Subscription, next: Exclude<NextPlan, { step: 'keep' }>, now: Date): Promise<void> {
    if (current.id !== null) {
      await this.uow.em.query('UPDATE core.subscription_period SET replaced_at = $2, updated_at = now() WHERE id = $1', [current.id, now]);
    }
    const planType = next.step === 'begin' ? next.planType : current.plan_type;
    await this.uow.em.query(
      'INSERT INTO core.subscription_period (id, user_id, plan_type, start_date, end_date) VALUES ($1, $2, $3, $4, $5)',
      [newId(), userId, planType, now, next.endDate],
    );
  }

  private tell(userId: string, before: Subscription, after: Subscription): void {
    const end = (plan: Subscription): string | null => plan.end_date?.toISOString() ?? null;
    this.uow.audit({
      action: 'subscriptions.subscription-changed',
      category: 'staff',
      target: { type: 'user', id: userId },
      detail: {
        from: { plan_type: before.plan_type, end_date: end(before) },
        to: { plan_type: after.plan_type, end_date: end(after) },
      },
    });
    this.uow.publish(subscriptionChanged, {
      key: userId,
      subjectId: userId,
      data: { user_id: userId, plan_type: after.plan_type, start_date: after.start_date.toISOString(), end_date: end(after) },
    });
  }
}
