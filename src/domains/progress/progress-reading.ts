import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CourseOutlines } from '../courses/course-outlines.js';
import { type ProgressQuery, type UserProgressView, userProgressView } from './progress.schemas.js';
import { COURSE_COLUMNS, CourseProgress } from './projections/course-progress.js';
import type { CourseState } from './projections/course-state.js';
import { Streaks } from './projections/streaks.js';

/** What somebody has done, for themselves and those who may read their records. */
@Injectable()
export class ProgressReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly outlines: CourseOutlines,
    private readonly courses: CourseProgress,
    private readonly streaks: Streaks,
    private readonly paging: Paging,
  ) {}

  /** A course that was not begun has an empty progress. A draft exists only for those who began it before. */
  async ofCourse(caller: Principal, userId: string, courseId: string): Promise<UserProgressView> {
    await this.access.assertMayRead(caller, userId);
    const state = await this.courses.find(userId, courseId);
    const outline = await this.outlines.of(courseId);
    if (!outline || (!outline.published && !state)) throw new NotFound('course');
    const streakDays = await this.streaks.currentDays(userId);
    return userProgressView({ userId, courseId, chapterIds: outline.chapterIds, state, streakDays });
  }

  /** The courses that were begun. */
  async ofAllCourses(caller: Principal, userId: string, query: ProgressQuery): Promise<Page<UserProgressView>> {
    await this.access.assertMayRead(caller, userId);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<CourseState & { readonly courseId: string }>(
      `SELECT c.course_id AS "courseId", ${COURSE_COLUMNS} FROM core.course_progress c
       WHERE c.user_id = $1 AND ($2::uuid IS NULL OR c.course_id > $2) ORDER BY c.course_id LIMIT $3`,
      [userId, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(userId) : undefined;
    const page = this.paging.close(query, window, rows, (row) => [row.courseId], total);
    const outlines = await this.outlines.ofAll(page.items.map((row) => row.courseId));
    const chapters = new Map(outlines.map((outline) => [outline.courseId, outline.chapterIds]));
    const streakDays = await this.streaks.currentDays(userId);
    return page.map(({ courseId, ...state }) =>
      userProgressView({ userId, courseId, chapterIds: chapters.get(courseId) ?? [], state, streakDays }),
    );
  }

  private async count(userId: string): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>('SELECT count(*) AS total FROM core.course_progress WHERE user_id = $1', [
      userId,
    ]);
    return Number(row?.total ?? 0);
  }
}
