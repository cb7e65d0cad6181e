import { Injectable } from '@nestjs/common';
import { InvalidInput, NotFound } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type CourseOutline, CourseOutlines } from '../courses/course-outlines.js';
import { CompleteChapter } from './complete-chapter.js';
import { ProgressLog } from './progress-log.js';
import { type SetCourseProgress, type UserProgressView, userProgressView } from './progress.schemas.js';
import { StoredRows } from './projections/stored-rows.js';
import { asOf } from './streak.js';
import { tenantToday } from '../../platform/tenancy/tenant-day.js';

/** The learner says how far they are: which chapters are done, or how much of the course. Saying it again changes nothing. */
@Injectable()
export class SettingCourseProgress {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly outlines: CourseOutlines,
    private readonly log: ProgressLog,
    private readonly completions: CompleteChapter,
    private readonly rows: StoredRows,
    private readonly preconditions: Preconditions,
  ) {}

  /** Throws `NotFound` for a course that learners do not see, `InvalidInput` for chapters that are not its own. */
  async run({ userId }: Principal, courseId: string, input: SetCourseProgress): Promise<UserProgressView> {
    return this.uow.run(async () => {
      const outline = await this.outlines.of(courseId);
      if (!outline?.published) throw new NotFound('course');
      assertChaptersOf(outline, input.completed_chapters ?? []);
      await this.rows.streaks.lock(userId);
      this.preconditions.check(await this.view(userId, outline));
      await this.record(userId, outline, input);
      return this.view(userId, outline);
    });
  }

  /** What is new. */
  private async record(userId: string, outline: CourseOutline, { completed_chapters, percent }: SetCourseProgress): Promise<void> {
    const { courseId } = outline;
    const before = await this.rows.courses.find(userId, courseId);
    const done = new Set(before?.completedChapters);
    for (const chapterId of new Set(completed_chapters)) {
      if (!done.has(chapterId)) await this.completions.record({ userId, courseId, chapterId }, outline);
    }
    if (percent === undefined || percent === before?.percent) return;
    await this.log.append({
      userId,
      actorId: userId,
      trust: 'client_asserted',
      occurredAt: new Date(),
      entry: { kind: 'course_percent_set', courseId, percent },
    });
  }

  private async view(userId: string, { courseId, chapterIds }: CourseOutline): Promise<UserProgressView> {
    const { courses, streaks } = this.rows;
    const state = await courses.find(userId, courseId);
    const streakDays = asOf(await streaks.find(userId), tenantToday(new Date())).currentDays;
    return userProgressView({ userId, courseId, chapterIds, state, streakDays });
  }
}

const assertChaptersOf = ({ chapterIds }: CourseOutline, named: readonly string[]): void => {
  const unknown = named.flatMap((id, index) =>
    chapterIds.includes(id) ? [] : [[`completed_chapters.${index}`, ['No chapter of this course']]],
  );
  if (unknown.length > 0) throw new InvalidInput(Object.fromEntries(unknown) as Record<string, string[]>);
};
