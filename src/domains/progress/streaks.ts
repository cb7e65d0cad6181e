import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type StreakResetView, streakView } from './progress.schemas.js';
import { afterReset, asOf, NO_STREAK, type Streak } from './streak.js';
import { tenantToday } from './tenant-day.js';

// The date leaves the database as text: the driver would make it a midnight of the server's own zone.
const STREAK_COLUMNS = `current_days AS "currentDays", longest_days AS "longestDays", last_active_on::text AS "lastActiveOn"`;
export const LOCK_STREAK = `
  INSERT INTO core.streak AS s (user_id) VALUES ($1) ON CONFLICT (tenant_id, user_id) DO UPDATE SET user_id = excluded.user_id
  RETURNING ${STREAK_COLUMNS}`;
export const STORE_STREAK = `
  UPDATE core.streak SET current_days = $2, longest_days = $3, last_active_on = $4::date, updated_at = now() WHERE user_id = $1`;

const resetView = (streak: Streak): StreakResetView => ({ message: 'Streak reset', streak: streakView(streak) });

/** Streaks as they are stored. A person's row is also the lock under which their progress changes. */
@Injectable()
export class Streaks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly preconditions: Preconditions,
  ) {}

  /** Locks the person's streak, making it first if need be. */
  async lock(userId: string): Promise<Streak> {
    try {
      const [streak] = await this.uow.em.query<Streak[]>(LOCK_STREAK, [userId]);
      return streak ?? NO_STREAK;
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new NotFound('user');
      throw error;
    }
  }

  /** `current_days` as of today. */
  async currentDays(userId: string): Promise<number> {
    const [streak] = await this.uow.query<Streak>(`SELECT ${STREAK_COLUMNS} FROM core.streak WHERE user_id = $1`, [userId]);
    return asOf(streak ?? NO_STREAK, tenantToday(new Date())).currentDays;
  }

  /** One's own only. */
  async reset(caller: Principal, userId: string): Promise<StreakResetView> {
    this.access.assertOwn(caller, userId);
    return this.uow.run(async () => {
      const before = await this.lock(userId);
      this.preconditions.check(resetView(before));
      const streak = afterReset(before);
      await this.store(userId, streak);
      return resetView(streak);
    });
  }

  async store(userId: string, streak: Streak): Promise<void> {
    await this.uow.em.query(STORE_STREAK, [userId, streak.currentDays, streak.longestDays, streak.lastActiveOn]);
  }
}
