import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { COURSE_COLUMNS, VISIBLE } from './course-sql.js';
import { type CourseQuery, type CourseRow, courseView, type CourseView } from './courses.schemas.js';
import { searchKeyOrNull } from '../../sdk/search-key.js';

const FILTERS = `${VISIBLE} AND ($2::text IS NULL OR c.subject_key = $2) AND ($3::int IS NULL OR c.grade_level = $3)
  AND ($4::text IS NULL OR strpos(c.title_key, $4) > 0)`;

export const ONE_COURSE = `SELECT ${COURSE_COLUMNS} FROM core.course c WHERE c.id = $2 AND ${VISIBLE}`;

/** Who looks: what somebody may see of courses depends on their permissions alone. */
export type Viewer = Pick<Principal, 'permissions'>;

/** Whether the caller sees drafts. Nobody in particular does not. */
export const seesDrafts = (caller: Viewer | undefined): boolean => caller?.permissions.has('courses:write') ?? false;

/** Reading courses: each answer is one statement. */
@Injectable()
export class CourseCatalogue {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  async list(caller: Viewer | undefined, query: CourseQuery): Promise<Page<CourseView>> {
    const window = this.paging.open(query);
    const filters = [seesDrafts(caller), searchKeyOrNull(query.subject), query.grade_level ?? null, searchKeyOrNull(query.q)];
    const rows = await this.uow.query<CourseRow>(
      `SELECT ${COURSE_COLUMNS} FROM core.course c WHERE ${FILTERS} AND ($5::uuid IS NULL OR c.id > $5) ORDER BY c.id LIMIT $6`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total).map(courseView);
  }

  /** Throws `NotFound('course')` for drafts as well, unless the caller sees them. */
  async get(caller: Viewer | undefined, id: string): Promise<CourseView> {
    const [row] = await this.uow.query<CourseRow>(ONE_COURSE, [seesDrafts(caller), id]);
    if (!row) throw new NotFound('course');
    return courseView(row);
  }

  /** Those of these courses that the caller sees, by id. */
  async ofAll(caller: Principal | undefined, ids: readonly string[]): Promise<CourseView[]> {
    if (ids.length === 0) return [];
    const rows = await this.uow.query<CourseRow>(
      `SELECT ${COURSE_COLUMNS} FROM core.course c WHERE c.id = ANY($2::uuid[]) AND ${VISIBLE} ORDER BY c.id`,
      [seesDrafts(caller), ids],
    );
    return rows.map(courseView);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>(`SELECT count(*) AS total FROM core.course c WHERE ${FILTERS}`, filters);
    return Number(row?.total ?? 0);
  }
}
