import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { chapterCompleted } from '../../sdk/contracts/progress.js';
import { NotFound } from '../../sdk/errors.js';
import { LimitReservation } from '../../sdk/http.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type CourseOutline, CourseOutlines } from '../courses/course-outlines.js';
import { type CompletionView, type ProgressRow, userProgressView } from './progress.schemas.js';
import { afterActivity, asOf, type Streak } from './streak.js';
import { Streaks } from './streaks.js';
import { tenantToday } from './tenant-day.js';

export const APPEND_COMPLETION = `
  INSERT INTO core.progress_event (id, user_id, kind, course_id, chapter_id, trust, occurred_at)
  VALUES ($1, $2, 'chapter_completed', $3, $4, 'client_asserted', $5) ON CONFLICT DO NOTHING RETURNING id`;
export const PROJECT_COMPLETION = `
  INSERT INTO core.course_progress AS p (user_id, course_id, completed_chapters, last_accessed) VALUES ($1, $2, ARRAY[$3::uuid], $4)
  ON CONFLICT (tenant_id, user_id, course_id) DO UPDATE SET
    completed_chapters = p.completed_chapters || excluded.completed_chapters, last_accessed = excluded.last_accessed, updated_at = now()
  RETURNING course_id, completed_chapters, last_accessed, created_at, updated_at`;

export interface ChapterAddress {
  readonly userId: string;
  readonly courseId: string;
  readonly chapterId: string;
}

/** The learner says that a chapter is done: participation, counted once ever. Saying it again changes nothing and costs nothing. */
@Injectable()
export class CompleteChapter {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly outlines: CourseOutlines,
    private readonly streaks: Streaks,
    private readonly reservation: LimitReservation,
  ) {}

  /** One's own only. Throws `NotFound` for a course or chapter that learners do not see. */
  async run(caller: Principal, address: ChapterAddress): Promise<CompletionView> {
    this.access.assertOwn(caller, address.userId);
    return this.uow.run(async () => {
      const outline = await this.outlineOf(address);
      const before = await this.streaks.lock(address.userId);
      const now = new Date();
      const today = tenantToday(now);
      if (!(await this.append(address, now))) {
        this.reservation.refund();
        return this.answer('Chapter already completed', address, outline, await this.read(address), asOf(before, today));
      }
      const streak = afterActivity(before, today);
      if (streak !== before) await this.streaks.store(address.userId, streak);
      const row = await this.project(address, now);
      const completion = this.answer('Chapter completed', address, outline, row, streak);
      this.announce(address, now, outline, completion);
      return completion;
    });
  }

  private async outlineOf({ courseId, chapterId }: ChapterAddress): Promise<CourseOutline> {
    const outline = await this.outlines.of(courseId);
    if (!outline?.published) throw new NotFound('course');
    if (!outline.chapterIds.includes(chapterId)) throw new NotFound('chapter');
    return outline;
  }

  /** Whether this is the first time. */
  private async append({ userId, courseId, chapterId }: ChapterAddress, now: Date): Promise<boolean> {
    const rows = await this.uow.em.query<unknown[]>(APPEND_COMPLETION, [newId(), userId, courseId, chapterId, now]);
    return rows.length > 0;
  }

  private async project({ userId, courseId, chapterId }: ChapterAddress, now: Date): Promise<ProgressRow | undefined> {
    const [row] = await this.uow.em.query<ProgressRow[]>(PROJECT_COMPLETION, [userId, courseId, chapterId, now]);
    return row;
  }

  private async read({ userId, courseId }: ChapterAddress): Promise<ProgressRow | undefined> {
    const [row] = await this.uow.em.query<ProgressRow[]>(
      `SELECT course_id, completed_chapters, last_accessed, created_at, updated_at FROM core.course_progress
       WHERE user_id = $1 AND course_id = $2`,
      [userId, courseId],
    );
    return row;
  }

  private answer(
    message: string,
    { userId, courseId }: ChapterAddress,
    { chapterIds }: CourseOutline,
    row: ProgressRow | undefined,
    streak: Streak,
  ): CompletionView {
    return { message, progress: userProgressView({ userId, courseId, chapterIds, row, streakDays: streak.currentDays }) };
  }

  /** The learner's streak row is locked: their completions are published in order. */
  private announce({ userId, courseId, chapterId }: ChapterAddress, now: Date, outline: CourseOutline, { progress }: CompletionView): void {
    this.uow.publish(chapterCompleted, {
      key: userId,
      subjectId: userId,
      data: {
        user_id: userId,
        course_id: courseId,
        chapter_id: chapterId,
        completed_at: now.toISOString(),
        completed_count: progress.completed_chapters.length,
        chapter_count: outline.chapterIds.length,
        streak_days: progress.streak_days,
      },
    });
  }
}
