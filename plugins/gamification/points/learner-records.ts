import { Injectable } from '@nestjs/common';
import { type Principal, UnitOfWork } from 'lectern/sdk';
import { RecordAccess } from 'lectern/sdk/contracts/people';
import { type Achieved, NOTHING_ACHIEVED } from '../badges/badge-rule.js';
import { type AchievementView, achievementView, type BadgeRow, earnedBadgeView, type EarnedBadgeView } from '../badges/badges.schemas.js';
import type { PointsView } from './points.schemas.js';

const MOST_ENTRIES = 1000;

type Entry = PointsView['entries'][number];
type TotalAndEntry = { readonly total: string } & { readonly [column in keyof Entry]: Entry[column] | null };

/** In one statement, so that the total is that of these entries while more are being awarded. One row without an entry has just the total. */
const TOTAL_AND_ENTRIES = `
  SELECT l.total, e.points, e.reason, e.source, e.created_at FROM gamification.learner l
  LEFT JOIN gamification.points_entry e ON e.tenant_id = l.tenant_id AND e.user_id = l.user_id
  WHERE l.user_id = $1 ORDER BY e.id DESC LIMIT $2`;

/** What somebody has collected, for themselves and those who may read their records. */
@Injectable()
export class LearnerRecords {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
  ) {}

  async points(caller: Principal, userId: string): Promise<PointsView> {
    await this.access.assertMayRead(caller, userId);
    const rows = await this.uow.query<TotalAndEntry>(TOTAL_AND_ENTRIES, [userId, MOST_ENTRIES]);
    const entries = rows.filter((row): row is TotalAndEntry & Entry => row.points !== null);
    return {
      user_id: userId,
      total: Number(rows[0]?.total ?? 0),
      entries: entries.map(({ points, reason, source, created_at }) => ({ points, reason, source, created_at })),
    };
  }

  /** The badges they have, newest first. */
  async badges(caller: Principal, userId: string): Promise<EarnedBadgeView[]> {
    await this.access.assertMayRead(caller, userId);
    const rows = await this.uow.query<BadgeRow & { awarded_at: Date }>(
      `SELECT b.id, b.name, b.description, b.rule, a.awarded_at FROM gamification.achievement a
       JOIN gamification.badge b ON b.tenant_id = a.tenant_id AND b.id = a.badge_id WHERE a.user_id = $1 ORDER BY a.id DESC`,
      [userId],
    );
    return rows.map(earnedBadgeView);
  }

  /** Every badge there is or that they have, with how far they are. */
  async achievements(caller: Principal, userId: string): Promise<AchievementView[]> {
    await this.access.assertMayRead(caller, userId);
    const rows = await this.uow.query<BadgeRow>(
      `SELECT b.id, b.name, b.description, b.rule, a.awarded_at FROM gamification.badge b
       LEFT JOIN gamification.achievement a ON a.tenant_id = b.tenant_id AND a.badge_id = b.id AND a.user_id = $1
       WHERE b.retired_at IS NULL OR a.id IS NOT NULL ORDER BY b.id`,
      [userId],
    );
    const achieved = await this.achieved(userId);
    return rows.map((row) => achievementView(row, achieved));
  }

  private async achieved(userId: string): Promise<Achieved> {
    const [row] = await this.uow.query<{ total: string; chapters: number; best_streak_days: number }>(
      'SELECT total, chapters, best_streak_days FROM gamification.learner WHERE user_id = $1',
      [userId],
    );
    return row ? { points: Number(row.total), chapters: row.chapters, streak_days: row.best_streak_days } : NOTHING_ACHIEVED;
  }
}
