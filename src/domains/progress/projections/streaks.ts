import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../../platform/database/database-errors.js';
import { NotFound } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { asOf, type Streak } from '../streak.js';
import { tenantToday } from '../../../platform/tenancy/tenant-day.js';
import type { StoredProjection } from './stored-projection.js';
import { afterStep, comesLate, NO_STREAK_STATE, type StreakState, type StreakStep, streakOf } from './streak-state.js';

// Dates leave the database as text: the driver would make them midnights of the server's own zone.
const STREAK_COLUMNS = `current_days AS "currentDays", longest_days AS "longestDays", last_active_on::text AS "lastActiveOn",
  seen_on::text AS "seenOn"`;
export const LOCK_STREAK = `
  INSERT INTO core.streak AS s (user_id, last_position) VALUES ($1, 1)
  ON CONFLICT (tenant_id, user_id) DO UPDATE SET last_position = s.last_position + 1
  RETURNING last_position AS position, ${STREAK_COLUMNS}`;
export const STORE_STREAK = `
  UPDATE core.streak SET current_days = $2, longest_days = $3, last_active_on = $4::date, seen_on = $5::date WHERE user_id = $1`;
const STEPS = `
  SELECT local_date::text AS "localDate", kind = 'streak_reset' AS reset FROM core.progress_event
  WHERE user_id = $1 AND (kind = 'streak_reset' OR actor_id = user_id) ORDER BY position`;

/** A person's streak, locked, with the place of the next entry in their log. */
export interface HeldStreak extends StreakState {
  readonly position: number;
}

/** Streaks as they are stored. A person's row is also the lock under which their log grows. */
@Injectable()
export class Streaks implements StoredProjection<StreakState> {
  readonly table = 'streak';

  constructor(private readonly uow: UnitOfWork) {}

  /** Locks the person's streak, making it first if need be, and takes the next place in their log. */
  async lock(userId: string): Promise<HeldStreak> {
    try {
      const [held] = await this.uow.em.query<HeldStreak[]>(LOCK_STREAK, [userId]);
      if (!held) throw new Error('The streak was not locked');
      return held;
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new NotFound('user');
      throw error;
    }
  }

  /** What the step makes of the locked streak, stored. What comes late is put where it belongs. */
  async advance(userId: string, before: StreakState, step: StreakStep): Promise<StreakState> {
    const after = comesLate(before, step) ? streakOf(await this.steps(userId)) : afterStep(before, step);
    if (after !== before) await this.store(userId, '', after);
    return after;
  }

  async find(userId: string): Promise<StreakState> {
    const [streak] = await this.uow.query<StreakState>(`SELECT ${STREAK_COLUMNS} FROM core.streak WHERE user_id = $1`, [userId]);
    return streak ?? NO_STREAK_STATE;
  }

  /** `current_days` as of today. */
  async currentDays(userId: string): Promise<number> {
    return (await this.today(userId)).currentDays;
  }

  /** The streak as it is seen today. */
  async today(userId: string): Promise<Streak> {
    return asOf(await this.find(userId), tenantToday(new Date()));
  }

  /** One row a person, under no key. */
  async all(userId: string): Promise<ReadonlyMap<string, StreakState>> {
    return new Map([['', await this.find(userId)]]);
  }

  async store(userId: string, _key: string, { currentDays, longestDays, lastActiveOn, seenOn }: StreakState): Promise<void> {
    await this.uow.em.query(STORE_STREAK, [userId, currentDays, longestDays, lastActiveOn, seenOn]);
  }

  /** The row is the person's lock, so it stays, empty. */
  async remove(userId: string): Promise<void> {
    await this.store(userId, '', NO_STREAK_STATE);
  }

  private steps(userId: string): Promise<StreakStep[]> {
    return this.uow.em.query<StreakStep[]>(STEPS, [userId]);
  }
}
