import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { LoggedHappening } from '../happening.js';
import { type AttemptScores, courseAfter, type CourseEntry, type CourseState, isQuizEntry } from './course-state.js';
import type { StoredProjection } from './stored-projection.js';

export const COURSE_COLUMNS = `c.completed_chapters AS "completedChapters", c.percent, c.quiz_scores AS "quizScores",
  c.last_accessed AS "lastAccessed", c.created_at AS "createdAt", c.updated_at AS "updatedAt"`;
export const STORE_COURSE = `
  INSERT INTO core.course_progress (user_id, course_id, completed_chapters, percent, quiz_scores, last_accessed, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (tenant_id, user_id, course_id) DO UPDATE SET completed_chapters = excluded.completed_chapters,
    percent = excluded.percent, quiz_scores = excluded.quiz_scores, last_accessed = excluded.last_accessed,
    created_at = excluded.created_at, updated_at = excluded.updated_at`;
const ALL_COURSES = `
  SELECT c.course_id AS "courseId", ${COURSE_COLUMNS} FROM core.course_progress c WHERE c.user_id = $1 ORDER BY c.course_id`;
export const ATTEMPTS = `
  SELECT source_id AS "attemptId", score FROM core.progress_event WHERE user_id = $1 AND quiz_id = $2 ORDER BY position`;

/** What `STORE_COURSE` takes. */
export const courseValues = (userId: string, courseId: string, state: CourseState): unknown[] => [
  userId,
  courseId,
  state.completedChapters,
  state.percent,
  JSON.stringify(state.quizScores),
  state.lastAccessed,
  state.createdAt,
  state.updatedAt,
];

/** Progress per course, as it is stored. */
@Injectable()
export class CourseProgress implements StoredProjection<CourseState> {
  readonly table = 'course_progress';

  constructor(private readonly uow: UnitOfWork) {}

  /** Stores what an entry that was just appended makes of the state before. */
  async advance(before: CourseState | undefined, happened: LoggedHappening<CourseEntry>): Promise<CourseState> {
    const { userId, entry } = happened;
    const attempts = isQuizEntry(entry) ? await this.attempts(userId, entry.quizId) : undefined;
    const after = courseAfter(before, happened, attempts);
    await this.store(userId, entry.courseId, after);
    return after;
  }

  async find(userId: string, courseId: string): Promise<CourseState | undefined> {
    const [state] = await this.uow.query<CourseState>(
      `SELECT ${COURSE_COLUMNS} FROM core.course_progress c WHERE c.user_id = $1 AND c.course_id = $2`,
      [userId, courseId],
    );
    return state;
  }

  async all(userId: string): Promise<ReadonlyMap<string, CourseState>> {
    const rows = await this.uow.query<CourseState & { readonly courseId: string }>(ALL_COURSES, [userId]);
    return new Map(rows.map(({ courseId, ...state }) => [courseId, state]));
  }

  async store(userId: string, courseId: string, state: CourseState): Promise<void> {
    await this.uow.em.query(STORE_COURSE, courseValues(userId, courseId, state));
  }

  async remove(userId: string, courseId: string): Promise<void> {
    await this.uow.em.query('DELETE FROM core.course_progress WHERE user_id = $1 AND course_id = $2', [userId, courseId]);
  }

  private async attempts(userId: string, quizId: string): Promise<AttemptScores> {
    const rows = await this.uow.em.query<{ attemptId: string; score: number }[]>(ATTEMPTS, [userId, quizId]);
    return new Map(rows.map(({ attemptId, score }) => [attemptId, score]));
  }
}
