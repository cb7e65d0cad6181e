import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Exercises } from '../exercises/exercises.js';
import type { ExerciseStatsView } from './exercises.schemas.js';
import { share, SMALLEST_GROUP } from './small-groups.js';

interface Sums {
  readonly students: number;
  readonly attempts: number;
  readonly completed: number;
  readonly mastered: number;
  readonly best_score_sum: number;
}

const EXERCISE_SUMS = `
  SELECT coalesce(sum(students), 0)::int AS students, coalesce(sum(attempts), 0)::int AS attempts, coalesce(sum(completed), 0)::int AS completed,
    coalesce(sum(mastered), 0)::int AS mastered, coalesce(sum(best_score_sum), 0)::double precision / 1000000 AS best_score_sum
  FROM core.exercise_tally WHERE exercise_id = $1`;

/** How an exercise goes, over everybody who tried it. */
@Injectable()
export class ExerciseStatistics {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly exercises: Exercises,
  ) {}

  /** Throws `NotFound('exercise')` for one that the caller may not see. Nobody's rates are null; learners are told none of fewer than five. */
  async of(caller: Principal, exerciseId: string): Promise<ExerciseStatsView> {
    const [sums] = await this.uow.query<Sums>(EXERCISE_SUMS, [exerciseId]);
    const standing = await this.exercises.standing(caller, exerciseId);
    // What was tried elsewhere, and handed in here as events, has figures all the same.
    if (!sums || standing === 'hidden' || (standing === 'unknown' && sums.students === 0)) throw new NotFound('exercise');
    const { students, attempts, completed, mastered, best_score_sum: bestScores } = sums;
    const told = students >= SMALLEST_GROUP || caller.permissions.has('analytics:read');
    const rate = (part: number): number | null => (told ? share(part, students) : null);
    return {
      exercise_id: exerciseId,
      students,
      attempts,
      completion_rate: rate(completed),
      mastery_rate: rate(mastered),
      average_score: rate(bestScores),
    };
  }
}
