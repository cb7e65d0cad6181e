import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { searchKey, searchKeyOrNull } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { Check } from './exercise-checking.js';
import type { ExerciseContent } from './exercise-content.js';
import { EXERCISE, type ExerciseRow, FROM_EXERCISE } from './exercise-sql.js';
import { Exercise } from './exercise.entity.js';
import { freeSlug } from './exercise-slug.js';
import type { ExerciseStatus } from './exercise-kinds.js';

const ONE = `${EXERCISE} ${FROM_EXERCISE} WHERE e.id = $1 AND e.deleted_at IS NULL`;
const LOCK = 'SELECT 1 FROM core.exercise WHERE id = $1 AND deleted_at IS NULL FOR UPDATE';
const ADD_VERSION = `
  INSERT INTO core.exercise_version (exercise_id, version, language, cases, solution_code) VALUES ($1, $2, $3, $4, $5)`;
const KEEP_CHECK = `
  UPDATE core.exercise_version SET known_tests = $3, checked_at = now() WHERE exercise_id = $1 AND version = $2`;

/** An institution's slugs are given out one after another. */
const SLUG_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('exercise-slugs:' || current_setting('app.tenant_id'), 0))`;
const SLUGS_LIKE = 'SELECT slug FROM core.exercise WHERE slug ^@ $1 AND deleted_at IS NULL';

/** How an exercise is shown from now on. */
export interface ExerciseState {
  readonly slug: string;
  readonly status: ExerciseStatus;
  readonly version: number;
  readonly revision: number;
}

const columnsOf = (content: ExerciseContent) => ({
  title: content.title,
  titleKey: searchKey(content.title),
  description: content.description,
  difficultyLevel: content.difficultyLevel,
  topic: content.topic,
  topicKey: searchKeyOrNull(content.topic),
  language: content.language,
  starterCode: content.starterCode,
  expectedOutput: content.expectedOutput,
  hints: [...content.hints],
});

/** The tables of exercises. Everything but `find` works in the open unit of work. */
@Injectable()
export class ExerciseStore {
  constructor(private readonly uow: UnitOfWork) {}

  /** Throws `NotFound('exercise')`. */
  async find(id: string): Promise<ExerciseRow> {
    const [row] = await this.uow.query<ExerciseRow>(ONE, [id]);
    if (!row) throw new NotFound('exercise');
    return row;
  }

  /** The same, held until the end of the unit of work. */
  async lock(id: string): Promise<ExerciseRow> {
    const locked = await this.uow.em.query<unknown[]>(LOCK, [id]);
    if (locked.length === 0) throw new NotFound('exercise');
    return this.find(id);
  }

  /** Adds it as version 1. Throws `Conflict` when the slug is taken; one is made when there is none. */
  async add(id: string, content: ExerciseContent, status: ExerciseStatus, slug: string | undefined): Promise<void> {
    const named = slug ?? (await this.freeSlug(content.title));
    const state = { slug: named, status, publishedAt: status === 'published' ? new Date() : null, version: 1, revision: 1 };
    await this.withSlug(() => this.uow.em.insert(Exercise, { id, ...columnsOf(content), ...state, deletedAt: null }));
    await this.addVersion(id, 1, content);
  }

  /** Writes the whole of it; the version too when it is new. */
  async change(current: ExerciseRow, content: ExerciseContent, next: Omit<ExerciseState, 'revision'>): Promise<void> {
    const { status, slug, version } = next;
    const published = status === current.status ? {} : { publishedAt: status === 'published' ? new Date() : null };
    const state = { status, slug, version, revision: current.revision + 1, ...published, updatedAt: new Date() };
    await this.withSlug(() => this.uow.em.update(Exercise, { id: current.id }, { ...columnsOf(content), ...state }));
    if (version !== current.version) await this.addVersion(current.id, version, content);
  }

  /** The solution of this version passed every test. */
  async keepCheck(id: string, version: number, { knownTests }: Check): Promise<void> {
    await this.uow.em.query(KEEP_CHECK, [id, version, JSON.stringify(knownTests)]);
  }

  async delete(id: string): Promise<void> {
    await this.uow.em.update(Exercise, { id }, { deletedAt: new Date() });
  }

  private async addVersion(id: string, version: number, { language, cases, solutionCode }: ExerciseContent): Promise<void> {
    await this.uow.em.query(ADD_VERSION, [id, version, language, JSON.stringify(cases), solutionCode]);
  }

  private async freeSlug(title: string): Promise<string> {
    await this.uow.em.query(SLUG_LOCK);
    const stem = freeSlug(title, new Set());
    const rows = await this.uow.em.query<{ slug: string }[]>(SLUGS_LIKE, [stem]);
    return freeSlug(title, new Set(rows.map(({ slug }) => slug)));
  }

  private async withSlug(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isUniqueViolation(error)) throw new Conflict('Another exercise has this slug', 'SLUG_TAKEN');
      throw error;
    }
  }
}
