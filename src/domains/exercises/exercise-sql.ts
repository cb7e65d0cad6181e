import type { DifficultyLevel, ExerciseStatus, Hint } from './exercise-kinds.js';
import type { TestCase } from './test-cases.schemas.js';

/** An exercise with what its current version is graded by. */
export const EXERCISE = `
  SELECT e.id, e.slug, e.title, e.description, e.difficulty_level, e.topic, e.language, e.starter_code, e.expected_output, e.hints,
    e.status, e.version, e.revision, e.created_at, e.updated_at, v.cases, v.solution_code`;

export const FROM_EXERCISE = `
  FROM core.exercise e JOIN core.exercise_version v ON v.tenant_id = e.tenant_id AND v.exercise_id = e.id AND v.version = e.version`;

/** A row of `EXERCISE`. */
export interface ExerciseRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly difficulty_level: DifficultyLevel;
  readonly topic: string | null;
  readonly language: string;
  readonly starter_code: string;
  readonly expected_output: string | null;
  readonly hints: readonly Hint[];
  readonly status: ExerciseStatus;
  readonly version: number;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly cases: readonly TestCase[];
  readonly solution_code: string | null;
}
