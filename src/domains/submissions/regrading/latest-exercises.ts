import { Injectable } from '@nestjs/common';
import { NotFound } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { Exercises, type GradableExercise } from '../../exercises/exercises.js';

const VERSION = 'SELECT version FROM core.exercise WHERE id = $1 AND deleted_at IS NULL';

/** Exercises as they are now, those that are drafts again included: what was handed in before can be graded anew. */
@Injectable()
export class LatestExercises {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly exercises: Exercises,
  ) {}

  /** Throws `NotFound('exercise')`. */
  async get(id: string): Promise<GradableExercise> {
    const [row] = await this.uow.query<{ version: number }>(VERSION, [id]);
    if (!row) throw new NotFound('exercise');
    return this.exercises.ofVersion(id, row.version);
  }
}
