import { Injectable } from '@nestjs/common';
import { courseOutlineChanged } from '../../sdk/contracts/courses.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Chapter } from './chapter.entity.js';
import { CHAPTER_COLUMNS, NEIGHBOURS } from './course-sql.js';
import {
  type ChapterRow,
  chapterSchema,
  chapterView,
  type ChapterView,
  type CreateChapter,
  type UpdateChapter,
} from './courses.schemas.js';

/** As many as a list of them answers at once. */
const MOST_CHAPTERS = 1000;
/** All of them may be asked for in one answer, by anybody. */
const MOST_MEGABYTES = 16;
const MEGABYTE = 1_048_576;
/** So many go with one statement: chapters are long, their search index is work, and a statement has its time limit. */
const WRITTEN_AT_ONCE = 10;

/** Writing and ordering chapters. The course's row is the lock that keeps their order without gaps or doubles. */
@Injectable()
export class ChapterAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly preconditions: Preconditions,
  ) {}

  /** Puts the chapter at the end, or at `order`, moving the later ones down. */
  async create(courseId: string, input: CreateChapter): Promise<ChapterView> {
    return this.uow.run(async (em) => {
      const count = await this.lockCourse(courseId);
      if (count >= MOST_CHAPTERS) throw new Conflict(`A course has at most ${MOST_CHAPTERS} chapters`);
      const position = input.order ?? count + 1;
      if (position > count + 1) throw new InvalidInput({ order: [`The next chapter of this course is number ${count + 1}`] });
      await em.query('UPDATE core.chapter SET position = position + 1 WHERE course_id = $1 AND position >= $2', [courseId, position]);
      const id = newId();
      await em.insert(Chapter, { id, courseId, title: input.title, content: input.content, position });
      await this.resize(courseId, 1);
      await this.assertFits(courseId);
      this.audit('courses.chapter-created', id, { course_id: courseId });
      return this.read(id);
    });
  }

  /** Puts these chapters at the end, in this order; answers their ids. In the open unit of work. */
  async append(courseId: string, inputs: readonly Pick<CreateChapter, 'title' | 'content'>[]): Promise<string[]> {
    const count = await this.lockCourse(courseId);
    if (count + inputs.length > MOST_CHAPTERS) throw new Conflict(`A course has at most ${MOST_CHAPTERS} chapters`);
    const chapters = inputs.map(({ title, content }, index) => ({ id: newId(), courseId, title, content, position: count + index + 1 }));
    for (let from = 0; from < chapters.length; from += WRITTEN_AT_ONCE) {
      await this.uow.em.insert(Chapter, chapters.slice(from, from + WRITTEN_AT_ONCE));
    }
    if (chapters.length > 0) await this.resize(courseId, chapters.length);
    await this.assertFits(courseId);
    for (const { id } of chapters) this.audit('courses.chapter-created', id, { course_id: courseId });
    return chapters.map(({ id }) => id);
  }

  async update(id: string, input: UpdateChapter): Promise<ChapterView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id);
      this.preconditions.check(current);
      if (Object.keys(input).length === 0) return current;
      const { order, ...changes } = input;
      if (order !== undefined) await this.move(current, order);
      if (Object.keys(changes).length > 0) await em.update(Chapter, { id }, changes);
      if (changes.content !== undefined) await this.assertFits(current.course_id);
      this.audit('courses.chapter-changed', id, { course_id: current.course_id, fields: Object.keys(input) });
      return this.read(id);
    });
  }

  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      const current = await this.lock(id);
      this.preconditions.check(current, chapterSchema);
      await em.delete(Chapter, { id });
      const { course_id: courseId, order } = current;
      await em.query('UPDATE core.chapter SET position = position - 1 WHERE course_id = $1 AND position > $2', [courseId, order]);
      await this.resize(courseId, -1);
      this.audit('courses.chapter-deleted', id, { course_id: courseId });
    });
  }

  /** `ids` names all and only the course's chapters, in their new order. */
  async reorder(courseId: string, ids: readonly string[]): Promise<ChapterView[]> {
    return this.uow.run(async (em) => {
      await this.lockCourse(courseId);
      this.preconditions.check(await this.readAll(courseId));
      const present = await em.query<{ id: string }[]>('SELECT id FROM core.chapter WHERE course_id = $1', [courseId]);
      assertSameIds(
        present.map((row) => row.id),
        ids,
      );
      await em.query(
        `UPDATE core.chapter h SET position = wanted.position
         FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, position) WHERE h.course_id = $1 AND h.id = wanted.id`,
        [courseId, ids],
      );
      await em.query('UPDATE core.course SET updated_at = now() WHERE id = $1', [courseId]);
      this.uow.audit({ action: 'courses.chapters-ordered', category: 'staff', target: { type: 'course', id: courseId } });
      return this.readAll(courseId);
    });
  }

  /** Those between the old place and the new one make room. */
  private async move({ id, course_id: courseId, order: from }: ChapterView, to: number): Promise<void> {
    const count = await this.lockCourse(courseId);
    if (to > count) throw new InvalidInput({ order: [`The last chapter of this course is number ${count}`] });
    await this.uow.em.query(
      `UPDATE core.chapter SET position = CASE WHEN id = $2 THEN $4::int WHEN $3::int < $4::int THEN position - 1 ELSE position + 1 END
       WHERE course_id = $1 AND position BETWEEN least($3::int, $4::int) AND greatest($3::int, $4::int)`,
      [courseId, id, from, to],
    );
    await this.resize(courseId, 0);
  }

  /** Locks the course; answers how many chapters it has. */
  private async lockCourse(courseId: string): Promise<number> {
    const [course] = await this.uow.em.query<{ chapter_count: number }[]>(
      'SELECT chapter_count FROM core.course WHERE id = $1 FOR UPDATE',
      [courseId],
    );
    if (!course) throw new NotFound('course');
    return course.chapter_count;
  }

  /** Locks the chapter's course, then reads the chapter, which may have gone meanwhile. */
  private async lock(id: string): Promise<ChapterView> {
    await this.uow.em.query(
      `SELECT 1 FROM core.course c JOIN core.chapter h ON h.tenant_id = c.tenant_id AND h.course_id = c.id WHERE h.id = $1 FOR UPDATE OF c`,
      [id],
    );
    return this.read(id);
  }

  private async resize(courseId: string, step: number): Promise<void> {
    await this.uow.em.query('UPDATE core.course SET chapter_count = chapter_count + $2::int, updated_at = now() WHERE id = $1', [
      courseId,
      step,
    ]);
    if (step !== 0) this.uow.publish(courseOutlineChanged, { key: courseId, data: { course_id: courseId } });
  }

  /** The course is locked, so that no two chapters pass at once. */
  private async assertFits(courseId: string): Promise<void> {
    const [sum] = await this.uow.em.query<{ bytes: number }[]>(
      'SELECT coalesce(sum(octet_length(content)), 0)::float8 AS bytes FROM core.chapter WHERE course_id = $1',
      [courseId],
    );
    if (sum && sum.bytes <= MOST_MEGABYTES * MEGABYTE) return;
    throw new InvalidInput({ content: [`The chapters of a course hold at most ${MOST_MEGABYTES} MB together`] });
  }

  private async read(id: string): Promise<ChapterView> {
    const [row] = await this.uow.em.query<ChapterRow[]>(`SELECT ${CHAPTER_COLUMNS}, ${NEIGHBOURS} FROM core.chapter h WHERE h.id = $1`, [
      id,
    ]);
    if (!row) throw new NotFound('chapter');
    return chapterView(row);
  }

  private async readAll(courseId: string): Promise<ChapterView[]> {
    const rows = await this.uow.em.query<ChapterRow[]>(
      `SELECT ${CHAPTER_COLUMNS}, ${NEIGHBOURS} FROM core.chapter h WHERE h.course_id = $1 ORDER BY h.position`,
      [courseId],
    );
    return rows.map(chapterView);
  }

  private audit(action: string, id: string, detail: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'chapter', id }, detail });
  }
}

const assertSameIds = (present: readonly string[], wanted: readonly string[]): void => {
  const distinct = new Set(wanted);
  if (wanted.length === present.length && distinct.size === wanted.length && present.every((id) => distinct.has(id))) return;
  throw new InvalidInput({ chapter_ids: ['Name every chapter of the course once, and no other'] });
};
