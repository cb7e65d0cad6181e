import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CourseCatalogue, seesDrafts, type Viewer } from './course-catalogue.js';
import { CHAPTER_COLUMNS, NEIGHBOURS, VISIBLE } from './course-sql.js';
import {
  type ChapterQuery,
  type ChapterRow,
  chapterView,
  type ChapterView,
  type CourseWithChaptersView,
  type OneCourseQuery,
} from './courses.schemas.js';

type ListedChapter = { readonly [column in keyof ChapterRow]: ChapterRow[column] | null } & Pick<ChapterRow, 'next_chapter_id'>;

/** One row without a chapter says: the course is there and empty. */
export const CHAPTERS_OF_COURSE = `
  SELECT h.* FROM core.course c
  LEFT JOIN (
    SELECT ${CHAPTER_COLUMNS}, h.tenant_id, lead(h.id) OVER in_order AS next_chapter_id, lag(h.id) OVER in_order AS prev_chapter_id
    FROM core.chapter h WHERE h.course_id = $2 WINDOW in_order AS (ORDER BY h.position)
  ) h ON h.tenant_id = c.tenant_id AND h.course_id = c.id AND h.position > $3
  WHERE c.id = $2 AND ${VISIBLE} ORDER BY h.position LIMIT $4`;

/** Reading chapters: they are as visible as their course. */
@Injectable()
export class ChapterReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly catalogue: CourseCatalogue,
  ) {}

  async ofCourse(caller: Viewer | undefined, courseId: string, query: ChapterQuery): Promise<Page<ChapterView>> {
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<ListedChapter>(CHAPTERS_OF_COURSE, [
      seesDrafts(caller),
      courseId,
      window.after?.[0] ?? 0,
      window.take,
    ]);
    if (rows.length === 0) throw new NotFound('course');
    const chapters = rows.filter((row): row is ChapterRow => row.id !== null);
    const total = window.countExactly ? (await this.catalogue.get(caller, courseId)).chapter_count : undefined;
    return this.paging.close(query, window, chapters, (row) => [row.position], total).map(chapterView);
  }

  async courseWith(caller: Viewer | undefined, courseId: string, { include }: OneCourseQuery): Promise<CourseWithChaptersView> {
    const course = await this.catalogue.get(caller, courseId);
    if (include !== 'chapters') return course;
    return { ...course, chapters: [...(await this.ofCourse(caller, courseId, {})).items] };
  }

  async get(caller: Viewer | undefined, id: string): Promise<ChapterView> {
    const [row] = await this.uow.query<ChapterRow>(
      `SELECT ${CHAPTER_COLUMNS}, ${NEIGHBOURS} FROM core.chapter h
       JOIN core.course c ON c.tenant_id = h.tenant_id AND c.id = h.course_id AND ${VISIBLE} WHERE h.id = $2`,
      [seesDrafts(caller), id],
    );
    if (!row) throw new NotFound('chapter');
    return chapterView(row);
  }

  /** The chapter after (1) or before (-1) this one. Throws `NotFound('chapter')` at either end too. */
  async beside(caller: Viewer | undefined, id: string, step: 1 | -1): Promise<ChapterView> {
    const [row] = await this.uow.query<ChapterRow>(
      `SELECT ${CHAPTER_COLUMNS}, ${NEIGHBOURS} FROM core.chapter here
       JOIN core.course c ON c.tenant_id = here.tenant_id AND c.id = here.course_id AND ${VISIBLE}
       JOIN core.chapter h ON h.tenant_id = here.tenant_id AND h.course_id = here.course_id AND h.position = here.position + $3::int
       WHERE here.id = $2`,
      [seesDrafts(caller), id, step],
    );
    if (!row) throw new NotFound('chapter');
    return chapterView(row);
  }
}
