import { Injectable } from '@nestjs/common';
import { newId, Notifications, UnitOfWork } from 'lectern/sdk';
import { badgeAwarded, badgeEarned } from '../contract.js';
import { type Achieved, type BadgeRule, isEarned } from './badge-rule.js';

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly rule: BadgeRule;
}

/** Gives a learner what they have earned by now. */
@Injectable()
export class AwardBadges {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly notifications: Notifications,
  ) {}

  /** In the open unit of work, after the learner's row was locked. */
  async run(userId: string, achieved: Achieved): Promise<void> {
    const missing = await this.uow.em.query<Candidate[]>(
      `SELECT b.id, b.name, b.rule FROM gamification.badge b
       LEFT JOIN gamification.achievement a ON a.tenant_id = b.tenant_id AND a.badge_id = b.id AND a.user_id = $1
       WHERE b.retired_at IS NULL AND a.id IS NULL ORDER BY b.id`,
      [userId],
    );
    for (const badge of missing) if (isEarned(badge.rule, achieved)) await this.award(userId, badge);
  }

  private async award(userId: string, badge: Candidate): Promise<void> {
    const awardedAt = new Date();
    await this.uow.em.query('INSERT INTO gamification.achievement (id, user_id, badge_id, awarded_at) VALUES ($1, $2, $3, $4)', [
      newId(),
      userId,
      badge.id,
      awardedAt,
    ]);
    this.uow.publish(badgeAwarded, {
      key: userId,
      subjectId: userId,
      data: { user_id: userId, badge_id: badge.id, badge_name: badge.name, awarded_at: awardedAt.toISOString() },
    });
    this.notifications.send(userId, badgeEarned, { badge_id: badge.id, title: badge.name }, { once: badge.id });
  }
}
