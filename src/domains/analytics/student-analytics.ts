import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { exerciseThresholds } from '../progress/exercise-thresholds.js';
import type { ExerciseState } from '../progress/projections/exercise-state.js';
import { asOf, NO_STREAK, type Streak } from '../progress/streak.js';
import { exerciseProgressView } from '../progress/summary.schemas.js';
import { tenantToday } from '../../platform/tenancy/tenant-day.js';
import { share } from './small-groups.js';
import type { StudentProgressView, StudentStatsView } from './students.schemas.js';

type TriedExercise = ExerciseState & { readonly exerciseId: string };

const EXERCISES = `
  SELECT exercise_id AS "exerciseId", attempts, best_score AS "bestScore", rises, created_at AS "createdAt", updated_at AS "updatedAt"
  FROM core.exercise_progress WHERE user_id = $1 ORDER BY updated_at DESC, exercise_id`;

interface Learned {
  readonly courses: number;
  readonly finished: number;
  readonly chapters: number;
  readonly quiz_attempts: number;
  readonly quiz_score_sum: number;
  readonly active_days: number;
  readonly currentDays: number | null;
  readonly longestDays: number | null;
  readonly lastActiveOn: string | null;
}

const LEARNED = `
  SELECT l.*, s.current_days AS "currentDays", s.longest_days AS "longestDays", s.last_active_on::text AS "lastActiveOn",
    (SELECT count(*)::int FROM core.learner_activity a WHERE a.user_id = $1 AND a.grain = 'day' AND a.acts > 0) AS active_days
  FROM (
    SELECT count(*)::int AS courses, (count(*) FILTER (WHERE finished))::int AS finished, coalesce(sum(chapters), 0)::int AS chapters,
      coalesce(sum(quiz_attempts), 0)::int AS quiz_attempts, coalesce(sum(quiz_score_sum), 0)::double precision / 1000000 AS quiz_score_sum
    FROM core.learner_course WHERE user_id = $1
  ) l LEFT JOIN core.streak s ON s.user_id = $1`;

interface ExerciseFigures {
  readonly exercises_tried: number;
  readonly exercises_completed: number;
  readonly exercises_mastered: number;
  readonly average_score: number | null;
}

/** What one student has achieved, for themselves and those who may read their records. */
@Injectable()
export class StudentAnalytics {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
  ) {}

  async progress(caller: Principal, studentId: string): Promise<StudentProgressView> {
    await this.access.assertMayRead(caller, studentId);
    const exercises = await this.exercises(studentId);
    const learned = await this.learned(studentId);
    const figures = figuresOf(exercises);
    return {
      student_id: studentId,
      ...figures,
      exercises_in_progress: figures.exercises_tried - figures.exercises_completed,
      exercises: exercises.map((state) => exerciseProgressView(state.exerciseId, state, exerciseThresholds())),
      courses_started: learned.courses,
      courses_completed: learned.finished,
      chapters_completed: learned.chapters,
      streak_days: streakOf(learned).currentDays,
      last_active_on: learned.lastActiveOn,
    };
  }

  async stats(caller: Principal, studentId: string): Promise<StudentStatsView> {
    await this.access.assertMayRead(caller, studentId);
    const exercises = await this.exercises(studentId);
    const learned = await this.learned(studentId);
    const figures = figuresOf(exercises);
    const streak = streakOf(learned);
    return {
      student_id: studentId,
      ...figures,
      total_attempts: exercises.reduce((sum, { attempts }) => sum + attempts, 0),
      completion_rate: share(figures.exercises_completed, figures.exercises_tried),
      quiz_attempts: learned.quiz_attempts,
      average_quiz_score: share(learned.quiz_score_sum, learned.quiz_attempts),
      chapters_completed: learned.chapters,
      active_days: learned.active_days,
      streak_days: streak.currentDays,
      longest_streak_days: streak.longestDays,
    };
  }

  private exercises(studentId: string): Promise<TriedExercise[]> {
    return this.uow.query<TriedExercise>(EXERCISES, [studentId]);
  }

  private async learned(studentId: string): Promise<Learned> {
    const [learned] = await this.uow.query<Learned>(LEARNED, [studentId]);
    if (!learned) throw new Error('A sum is one row');
    return learned;
  }
}

const figuresOf = (exercises: readonly TriedExercise[]): ExerciseFigures => {
  const { completed, mastered } = exerciseThresholds();
  const reached = (threshold: number): number => exercises.filter(({ bestScore }) => bestScore >= threshold).length;
  const sum = exercises.reduce((total, { bestScore }) => total + bestScore, 0);
  return {
    exercises_tried: exercises.length,
    exercises_completed: reached(completed),
    exercises_mastered: reached(mastered),
    average_score: share(sum, exercises.length),
  };
};

const streakOf = ({ currentDays, longestDays, lastActiveOn }: Learned): Streak => {
  const streak = currentDays === null ? NO_STREAK : { currentDays, longestDays: longestDays ?? 0, lastActiveOn };
  return asOf(streak, tenantToday(new Date()));
};
