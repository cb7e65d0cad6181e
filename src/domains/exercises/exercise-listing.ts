import { Injectable } from '@nestjs/common';
import { searchKeyOrNull } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { EXERCISE, type ExerciseRow, FROM_EXERCISE } from './exercise-sql.js';
import type { ExerciseFilters } from './exercises.schemas.js';

/** `$1`: whether the reader writes exercises. Learners see what is published; nobody what is deleted. */
export const VISIBLE = `e.deleted_at IS NULL AND ($1 OR e.status = 'published')`;

export const FILTERS = `${VISIBLE} AND ($2::text IS NULL OR e.topic_key = $2) AND ($3::text IS NULL OR e.difficulty_level = $3)
  AND ($4::text IS NULL OR e.language = $4) AND ($5::text IS NULL OR e.status = $5) AND ($6::text IS NULL OR strpos(e.title_key, $6) > 0)`;

const ALL = `${EXERCISE} ${FROM_EXERCISE} WHERE ${FILTERS} ORDER BY e.slug LIMIT $7`;

/** The parameters of `FILTERS`. */
export const filterValues = (seesAll: boolean, query: ExerciseFilters): unknown[] => [
  seesAll,
  searchKeyOrNull(query.topic),
  query.difficulty ?? null,
  query.language ?? null,
  query.status ?? null,
  searchKeyOrNull(query.q),
];

/** Exercises whole, for those who write them. */
@Injectable()
export class ExerciseListing {
  constructor(private readonly uow: UnitOfWork) {}

  /** By slug, at most `limit`. */
  matching(filters: ExerciseFilters, limit: number): Promise<ExerciseRow[]> {
    return this.uow.query<ExerciseRow>(ALL, [...filterValues(true, filters), limit]);
  }
}
