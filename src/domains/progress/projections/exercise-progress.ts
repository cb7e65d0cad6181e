import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { LoggedHappening } from '../happening.js';
import { type Evaluation, type ExerciseEntry, exerciseOf, type ExerciseState } from './exercise-state.js';
import type { StoredProjection } from './stored-projection.js';

const EXERCISE_COLUMNS = `attempts, best_score AS "bestScore", rises, created_at AS "createdAt", updated_at AS "updatedAt"`;
const ALL_EXERCISES = `
  SELECT exercise_id AS "exerciseId", ${EXERCISE_COLUMNS} FROM core.exercise_progress WHERE user_id = $1 ORDER BY exercise_id`;
const EVALUATIONS = `
  SELECT source_id AS "submissionId", score, occurred_at AS "occurredAt" FROM core.progress_event
  WHERE user_id = $1 AND exercise_id = $2 AND kind = 'exercise_evaluated'`;
const STORE_EXERCISE = `
  INSERT INTO core.exercise_progress (user_id, exercise_id, attempts, best_score, rises, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (tenant_id, user_id, exercise_id) DO UPDATE SET attempts = excluded.attempts, best_score = excluded.best_score,
    rises = excluded.rises, created_at = excluded.created_at, updated_at = excluded.updated_at`;

/** Progress per exercise, as it is stored. */
@Injectable()
export class ExerciseProgress implements StoredProjection<ExerciseState> {
  readonly table = 'exercise_progress';

  constructor(private readonly uow: UnitOfWork) {}

  /** Stores what the log has on the exercise, an entry that was just appended included. */
  async advance({ userId, entry }: LoggedHappening<ExerciseEntry>): Promise<void> {
    const evaluations = await this.uow.em.query<Evaluation[]>(EVALUATIONS, [userId, entry.exerciseId]);
    const state = exerciseOf(evaluations);
    if (state) await this.store(userId, entry.exerciseId, state);
  }

  async all(userId: string): Promise<ReadonlyMap<string, ExerciseState>> {
    const rows = await this.uow.query<ExerciseState & { readonly exerciseId: string }>(ALL_EXERCISES, [userId]);
    return new Map(rows.map(({ exerciseId, ...state }) => [exerciseId, state]));
  }

  async store(userId: string, exerciseId: string, { attempts, bestScore, rises, createdAt, updatedAt }: ExerciseState): Promise<void> {
    const values = [userId, exerciseId, attempts, bestScore, JSON.stringify(rises), createdAt, updatedAt];
    await this.uow.em.query(STORE_EXERCISE, values);
  }

  async remove(userId: string, exerciseId: string): Promise<void> {
    await this.uow.em.query('DELETE FROM core.exercise_progress WHERE user_id = $1 AND exercise_id = $2', [userId, exerciseId]);
  }
}
