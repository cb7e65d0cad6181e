import { Injectable } from '@nestjs/common';
import { Entitlements } from '../../sdk/contracts/subscriptions.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import {
  type PeriodQuery,
  type Subscription,
  type SubscriptionPeriodView,
  subscriptionView,
  type SubscriptionView,
} from './subscriptions.schemas.js';

/** Everybody starts on the free plan, with their account. */
const PRESENT_PLAN = `
  SELECT s.id, coalesce(s.plan_type, 'free') AS plan_type, coalesce(s.start_date, u.created_at) AS start_date, s.end_date
  FROM core.users u
  LEFT JOIN core.subscription_period s ON s.tenant_id = u.tenant_id AND s.user_id = u.id AND s.replaced_at IS NULL
  WHERE u.id = $1`;

const PREMIUM = `plan_type = 'premium' AND replaced_at IS NULL AND (end_date IS NULL OR end_date > now())`;

const PREMIUM_LEARNERS = `
  SELECT count(*)::int AS learners FROM core.subscription_period s JOIN core.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE ${PREMIUM} AND u.role = 'student' AND u.is_active`;

/** Who is on which plan. Nothing of it is ever cached. */
@Injectable()
export class Subscriptions extends Entitlements {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {
    super();
  }

  async isPremium(userId: string): Promise<boolean> {
    const rows = await this.uow.query(`SELECT 1 FROM core.subscription_period WHERE user_id = $1 AND ${PREMIUM}`, [userId]);
    return rows.length > 0;
  }

  /** How many of the institution's learners are on the premium plan now. */
  async premiumLearners(): Promise<number> {
    const [row] = await this.uow.query<{ learners: number }>(PREMIUM_LEARNERS);
    return row?.learners ?? 0;
  }

  /** As stored. Throws `NotFound('user')`. */
  async presentOf(userId: string): Promise<Subscription> {
    const [plan] = await this.uow.query<Subscription>(PRESENT_PLAN, [userId]);
    if (!plan) throw new NotFound('user');
    return plan;
  }

  async view(userId: string): Promise<SubscriptionView> {
    return subscriptionView(await this.presentOf(userId), new Date());
  }

  /** The plans somebody was given, newest first; none for a person who was never given one. */
  async periods(userId: string, query: PeriodQuery): Promise<Page<SubscriptionPeriodView>> {
    const window = this.paging.open(query, { all: true });
    await this.presentOf(userId);
    const rows = await this.uow.query<SubscriptionPeriodView & { readonly id: string }>(
      `SELECT id, plan_type, start_date, end_date, replaced_at FROM core.subscription_period
       WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [userId, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.countPeriods(userId) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  private async countPeriods(userId: string): Promise<number> {
    const [row] = await this.uow.query<{ periods: number }>(
      'SELECT count(*)::int AS periods FROM core.subscription_period WHERE user_id = $1',
      [userId],
    );
    return row?.periods ?? 0;
  }
}
