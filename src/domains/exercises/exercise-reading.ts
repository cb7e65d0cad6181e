import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { fittingWindow, type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { FILTERS, filterValues, VISIBLE } from './exercise-listing.js';
import { EXERCISE, type ExerciseRow, FROM_EXERCISE } from './exercise-sql.js';
import { learnerView, staffView } from './exercise.view.js';
import type { ExerciseQuery, ExerciseView } from './exercises.schemas.js';

const REVEALS = 'SELECT count(*)::int FROM core.hint_reveal r WHERE r.tenant_id = e.tenant_id AND r.exercise_id = e.id';

const ONE_EXERCISE = `
  ${EXERCISE}, (${REVEALS} AND r.user_id = $3) AS revealed ${FROM_EXERCISE} WHERE e.id = $2 AND ${VISIBLE}`;

/** Of a page, as text. Exercises may be long: a page ends where it would hold more, with at least one. */
const MOST_BYTES = 8_388_608;

const SIZED = `
  SELECT e.id, octet_length(v.cases::text) + octet_length(e.description) + octet_length(e.starter_code)
    + coalesce(octet_length(v.solution_code), 0) AS bytes
  ${FROM_EXERCISE} WHERE ${FILTERS} AND ($7::uuid IS NULL OR e.id > $7) ORDER BY e.id LIMIT $8`;

/** Sizes are read once, whichever way the rest is joined. */
const PAGE = `
  WITH f AS MATERIALIZED (
    SELECT id, row_number() OVER in_order AS place, sum(bytes) OVER in_order AS bytes, (count(*) OVER ())::int AS found
    FROM (${SIZED}) sized WINDOW in_order AS (ORDER BY id))
  ${EXERCISE}, (${REVEALS} AND r.user_id = $9) AS revealed, f.found
  ${FROM_EXERCISE} JOIN f ON f.id = e.id WHERE f.place = 1 OR f.bytes <= ${MOST_BYTES} ORDER BY e.id`;
const COUNT = `SELECT count(*)::int AS total FROM core.exercise e WHERE ${FILTERS}`;

type ReadRow = ExerciseRow & { readonly revealed: number };

/** With how many exercises the page has read, those included that do not fit. */
type ListedRow = ReadRow & { readonly found: number };

/** Who looks. */
export type ExerciseReader = Pick<Principal, 'userId' | 'permissions'>;

export const writesExercises = ({ permissions }: ExerciseReader): boolean => permissions.has('exercises:write');

const viewFor = (caller: ExerciseReader) => (row: ReadRow) => (writesExercises(caller) ? staffView(row) : learnerView(row, row.revealed));

/** Reading exercises, each as its reader may see it. */
@Injectable()
export class ExerciseReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  /** A page ends where it would hold too much. */
  async list(caller: ExerciseReader, query: ExerciseQuery): Promise<Page<ExerciseView>> {
    const window = this.paging.open(query);
    const filters = filterValues(writesExercises(caller), query);
    const rows = await this.uow.query<ListedRow>(PAGE, [...filters, window.after?.[0] ?? null, window.take, caller.userId]);
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, fittingWindow(window, rows), rows, (row) => [row.id], total).map(viewFor(caller));
  }

  /** Throws `NotFound('exercise')` for drafts as well, unless the caller writes exercises. */
  async get(caller: ExerciseReader, id: string): Promise<ExerciseView> {
    const [row] = await this.uow.query<ReadRow>(ONE_EXERCISE, [writesExercises(caller), id, caller.userId]);
    if (!row) throw new NotFound('exercise');
    return viewFor(caller)(row);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(COUNT, filters);
    return row?.total ?? 0;
  }
}
