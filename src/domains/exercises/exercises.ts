import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { TestCase } from './test-cases.schemas.js';

/** What a submission is graded by. Hidden cases and the solution are in it: for graders only. */
export interface GradableExercise {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly language: string;
  readonly cases: readonly TestCase[];
  readonly solutionCode: string | null;
  /** By case id: the names of the tests its file reported when the solution was run. */
  readonly knownTests: ReadonlyMap<string, readonly string[]>;
}

interface GradableRow {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly language: string;
  readonly cases: readonly TestCase[];
  readonly solution_code: string | null;
  readonly known_tests: Readonly<Record<string, readonly string[]>>;
}

const GRADABLE = `
  SELECT e.id, v.version, e.title, v.language, v.cases, v.solution_code, v.known_tests
  FROM core.exercise e JOIN core.exercise_version v ON v.tenant_id = e.tenant_id AND v.exercise_id = e.id
  WHERE e.id = $1 AND e.deleted_at IS NULL`;
const CURRENT = `${GRADABLE} AND v.version = e.version AND e.status = 'published'`;
const OF_VERSION = `${GRADABLE} AND v.version = $2`;
const STANDING = `SELECT deleted_at IS NULL AND ($2 OR status = 'published') AS visible FROM core.exercise WHERE id = $1`;

/** Exercises, for the domains that grade and count them. Works inside an open unit of work and without one. */
@Injectable()
export class Exercises {
  constructor(private readonly uow: UnitOfWork) {}

  /** A published exercise as it is now. Throws `NotFound('exercise')` for drafts and deleted ones too. */
  gradable(id: string): Promise<GradableExercise> {
    return this.read(CURRENT, [id]);
  }

  /** As it was in this version, even when it is a draft by now. Throws `NotFound('exercise')` when it was deleted. */
  ofVersion(id: string, version: number): Promise<GradableExercise> {
    return this.read(OF_VERSION, [id, version]);
  }

  /** Whether the caller may know of the exercise: drafts are hidden from learners, deleted ones from everybody. */
  async standing({ permissions }: Pick<Principal, 'permissions'>, id: string): Promise<'visible' | 'hidden' | 'unknown'> {
    const [row] = await this.uow.query<{ visible: boolean }>(STANDING, [id, permissions.has('exercises:write')]);
    if (!row) return 'unknown';
    return row.visible ? 'visible' : 'hidden';
  }

  private async read(sql: string, parameters: readonly unknown[]): Promise<GradableExercise> {
    const [row] = await this.uow.query<GradableRow>(sql, parameters);
    if (!row) throw new NotFound('exercise');
    const { solution_code: solutionCode, known_tests: knownTests, ...facts } = row;
    return { ...facts, solutionCode, knownTests: new Map(Object.entries(knownTests)) };
  }
}
