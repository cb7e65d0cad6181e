import { Injectable } from '@nestjs/common';
import { CACHE_SECONDS, cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import type { Principal } from '../../sdk/principal.js';
import { CourseOutlines } from '../courses/course-outlines.js';
import { exerciseThresholds } from './exercise-thresholds.js';
import { streakView, userProgressView } from './progress.schemas.js';
import type { CourseState } from './projections/course-state.js';
import type { ExerciseState } from './projections/exercise-state.js';
import { StoredRows } from './projections/stored-rows.js';
import type { StreakState } from './projections/streak-state.js';
import type { TopicState } from './projections/topic-state.js';
import { asOf } from './streak.js';
import { exerciseProgressView, type ProgressSummaryView, subjectViews } from './summary.schemas.js';
import { tenantToday } from '../../platform/tenancy/tenant-day.js';

/** What is kept of a learner: what follows from the log alone. Courses and dates go on without them, and are read each time. */
interface KeptProgress {
  readonly courses: readonly (readonly [string, CourseState])[];
  readonly topics: readonly TopicState[];
  readonly exercises: readonly (readonly [string, ExerciseState])[];
  readonly streak: StreakState;
}

/** All that is known of a learner's progress, at a glance. */
@Injectable()
export class ProgressSummary {
  constructor(
    private readonly access: RecordAccess,
    private readonly rows: StoredRows,
    private readonly outlines: CourseOutlines,
    private readonly cache: Cache,
  ) {}

  async of(caller: Principal, userId: string): Promise<ProgressSummaryView> {
    await this.access.assertMayRead(caller, userId);
    const kept = await this.cache.read(cacheKeys.progress(userId), CACHE_SECONDS, () => this.read(userId));
    const streak = asOf(kept.streak, tenantToday(new Date()));
    const thresholds = exerciseThresholds();
    return {
      user_id: userId,
      courses: await this.courses(userId, kept, streak.currentDays),
      subjects: subjectViews(kept.topics),
      exercises: kept.exercises.map(([exerciseId, state]) => exerciseProgressView(exerciseId, state, thresholds)),
      mastery: [],
      streak: streakView(streak),
    };
  }

  private async courses(userId: string, { courses }: KeptProgress, streakDays: number): Promise<ProgressSummaryView['courses']> {
    if (courses.length === 0) return [];
    const outlines = await this.outlines.ofAll(courses.map(([courseId]) => courseId));
    const chapters = new Map(outlines.map((outline) => [outline.courseId, outline.chapterIds]));
    return courses.map(([courseId, state]) =>
      userProgressView({ userId, courseId, chapterIds: chapters.get(courseId) ?? [], state, streakDays }),
    );
  }

  private async read(userId: string): Promise<KeptProgress> {
    const { courses, topics, exercises, streaks } = this.rows;
    return {
      courses: [...(await courses.all(userId))],
      topics: [...(await topics.all(userId)).values()],
      exercises: [...(await exercises.all(userId))],
      streak: await streaks.find(userId),
    };
  }
}
