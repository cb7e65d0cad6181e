import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { VersionQuery, VersionSummary, WholeVersion } from './exercises.schemas.js';
import type { TestCase } from './test-cases.schemas.js';

const SUMMARY = `v.version, v.version = e.version AS current, v.language, jsonb_array_length(v.cases) AS test_count, v.checked_at, v.created_at`;
const OF_EXERCISE = `
  FROM core.exercise e JOIN core.exercise_version v ON v.tenant_id = e.tenant_id AND v.exercise_id = e.id
  WHERE e.id = $1 AND e.deleted_at IS NULL`;
const PAGE = `SELECT ${SUMMARY} ${OF_EXERCISE} AND ($2::int IS NULL OR v.version < $2) ORDER BY v.version DESC LIMIT $3`;
const ONE = `SELECT ${SUMMARY}, v.cases, v.solution_code ${OF_EXERCISE} AND v.version = $2`;
const COUNT = `SELECT count(*)::int AS total ${OF_EXERCISE}`;

type VersionRow = VersionSummary & { readonly cases: readonly TestCase[]; readonly solution_code: string | null };

/** What an exercise was graded by, from its first version to now: for staff. */
@Injectable()
export class ExerciseVersions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  /** The latest first. Throws `NotFound('exercise')`. */
  async list(id: string, query: VersionQuery): Promise<Page<VersionSummary>> {
    const [{ total } = { total: 0 }] = await this.uow.query<{ total: number }>(COUNT, [id]);
    if (total === 0) throw new NotFound('exercise');
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<VersionSummary>(PAGE, [id, window.after?.[0] ?? null, window.take]);
    return this.paging.close(query, window, rows, (row) => [row.version], window.countExactly ? total : undefined);
  }

  async get(id: string, version: number): Promise<WholeVersion> {
    const [row] = await this.uow.query<VersionRow>(ONE, [id, version]);
    if (!row) throw new NotFound('exercise-version');
    const { cases, ...facts } = row;
    return { ...facts, test_cases: [...cases] };
  }
}
