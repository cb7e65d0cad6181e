import { Injectable } from '@nestjs/common';
import { cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { progressLogged } from '../../sdk/contracts/progress.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type Happening, isAbout, type LoggedHappening } from './happening.js';
import { localDate } from '../../platform/tenancy/local-date.js';
import { appendValues } from './log-rows.js';
import { COURSE_COLUMNS, CourseProgress } from './projections/course-progress.js';
import { type CourseState, isCourseEntry } from './projections/course-state.js';
import { ExerciseProgress } from './projections/exercise-progress.js';
import { isExerciseEntry } from './projections/exercise-state.js';
import { streakStep } from './projections/streak-state.js';
import { type HeldStreak, Streaks } from './projections/streaks.js';
import { TopicProgress } from './projections/topic-progress.js';
import { isTopicEntry } from './projections/topic-state.js';
import { asOf, type Streak } from './streak.js';
import { tenantTimeZone } from '../../platform/tenancy/tenant-day.js';

/** Appends, and reads how far the learner was in the course, if it is about one. A place in the log is never given out twice. */
export const APPEND = `
  WITH added AS (
    INSERT INTO core.progress_event (user_id, position, kind, actor_id, trust, occurred_at, local_date, course_id, chapter_id, quiz_id,
      exercise_id, source_id, subject, subject_key, topic, topic_key, score, percent, time_spent, completed)
    VALUES ($1, $2, $3, $4, $5, $6, $7::date, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    ON CONFLICT DO NOTHING RETURNING position)
  SELECT EXISTS (SELECT FROM added) AS first, ${COURSE_COLUMNS}
  FROM (SELECT) AS one LEFT JOIN core.course_progress c ON c.user_id = $1 AND c.course_id = $8`;

type AppendRow = { readonly first: boolean } & (CourseState | { readonly createdAt: null });

/** What became of a happening. */
export interface Appended {
  /** Whether it counts: a chapter, an attempt, a record, an assessment and an evaluation each count once. */
  readonly first: boolean;
  /** As it is seen today. */
  readonly streak: Streak;
  /** How far the learner is in the course it is about, whether it counted or not. */
  readonly course: CourseState | undefined;
}

/**
 * The one log of what counts as progress, appended and never changed. Everything else that is known of a learner's progress
 * follows from it, and is kept up with it in the same transaction.
 */
@Injectable()
export class ProgressLog {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly streaks: Streaks,
    private readonly courses: CourseProgress,
    private readonly topics: TopicProgress,
    private readonly exercises: ExerciseProgress,
    private readonly cache: Cache,
  ) {}

  /**
   * Appends in the open unit of work, under the lock of the person's streak: what one person does is in order from here to
   * the commit. Throws `NotFound` for somebody who is not here.
   */
  async append(happening: Happening): Promise<Appended> {
    const before = await this.streaks.lock(happening.userId);
    const zone = await tenantTimeZone(this.uow);
    const logged = { ...happening, position: before.position, localDate: localDate(happening.occurredAt, zone) };
    const [row] = await this.uow.em.query<AppendRow[]>(APPEND, appendValues(logged));
    if (!row) throw new Error('Nothing was appended');
    const { first, ...state } = row;
    const course = state.createdAt === null ? undefined : state;
    const today = localDate(new Date(), zone);
    if (!first) return { first, course, streak: asOf(before, today) };
    this.announce(logged);
    this.cache.forget(cacheKeys.progress(happening.userId));
    const streak = await this.countDay(before, logged);
    return { first, course: await this.project(course, logged), streak: asOf(streak, today) };
  }

  /** The person's streak is locked: their entries are told in order. */
  private announce({ userId, localDate: date, entry }: LoggedHappening): void {
    const about: { readonly kind: string; readonly courseId?: string; readonly exerciseId?: string } = entry;
    this.uow.publish(progressLogged, {
      key: userId,
      subjectId: userId,
      data: {
        user_id: userId,
        kind: entry.kind,
        local_date: date,
        course_id: about.courseId ?? null,
        exercise_id: about.exerciseId ?? null,
      },
    });
  }

  private async countDay(before: HeldStreak, logged: LoggedHappening): Promise<Streak> {
    const step = streakStep(logged);
    return step ? this.streaks.advance(logged.userId, before, step) : before;
  }

  private async project(course: CourseState | undefined, logged: LoggedHappening): Promise<CourseState | undefined> {
    if (isAbout(logged, isCourseEntry)) return this.courses.advance(course, logged);
    if (isAbout(logged, isTopicEntry)) await this.topics.advance(logged);
    else if (isAbout(logged, isExerciseEntry)) await this.exercises.advance(logged);
    return undefined;
  }
}
