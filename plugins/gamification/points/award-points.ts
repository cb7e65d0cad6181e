import { Injectable } from '@nestjs/common';
import { type EventData, makePseudonym, newId, TenantSettings, UnitOfWork } from 'lectern/sdk';
import { type chapterCompleted } from 'lectern/sdk/contracts/progress';
import { AwardBadges } from '../badges/award-badges.js';
import { type Achieved } from '../badges/badge-rule.js';
import { gamificationSettings } from '../settings.js';

/** Points for what a learner does, each thing once ever. */
@Injectable()
export class AwardPoints {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly settings: TenantSettings,
    private readonly badges: AwardBadges,
  ) {}

  async forChapter(completion: EventData<typeof chapterCompleted>): Promise<void> {
    const { points_per_chapter: points } = await this.settings.of(gamificationSettings);
    await this.uow.run(async () => {
      const userId = completion.user_id;
      await this.lockLearner(userId);
      if (!(await this.enter(userId, points, completion.chapter_id))) return;
      await this.badges.run(userId, await this.add(userId, points, completion.streak_days));
    });
  }

  /** Makes the learner on their first points; either way their row is locked. */
  private async lockLearner(userId: string): Promise<void> {
    await this.uow.em.query(
      `INSERT INTO gamification.learner (user_id, pseudonym) VALUES ($1, $2)
       ON CONFLICT (tenant_id, user_id) DO UPDATE SET updated_at = now()`,
      [userId, makePseudonym()],
    );
  }

  /** Whether this chapter counted for the first time. */
  private async enter(userId: string, points: number, chapterId: string): Promise<boolean> {
    const rows = await this.uow.em.query<unknown[]>(
      `INSERT INTO gamification.points_entry (id, user_id, points, reason, source) VALUES ($1, $2, $3, 'Chapter completed', $4)
       ON CONFLICT (tenant_id, user_id, source) DO NOTHING RETURNING id`,
      [newId(), userId, points, `chapter:${chapterId}`],
    );
    return rows.length > 0;
  }

  private async add(userId: string, points: number, streakDays: number): Promise<Achieved> {
    const [[learner]] = await this.uow.em.query<[{ total: string; chapters: number; best_streak_days: number }[], number]>(
      `UPDATE gamification.learner SET total = total + $2, chapters = chapters + 1,
         best_streak_days = greatest(best_streak_days, $3), updated_at = now()
       WHERE user_id = $1 RETURNING total, chapters, best_streak_days`,
      [userId, points, streakDays],
    );
    if (!learner) throw new Error('The learner was locked and is gone');
    return { points: Number(learner.total), chapters: learner.chapters, streak_days: learner.best_streak_days };
  }
}
