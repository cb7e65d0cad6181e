import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { courseDeleted, coursePublished, courseUnpublished } from '../../sdk/contracts/courses.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Course, type CourseStatus } from './course.entity.js';
import { COURSE_COLUMNS } from './course-sql.js';
import { type CourseRow, courseSchema, courseView, type CourseView, type CreateCourse, type UpdateCourse } from './courses.schemas.js';
import { Prerequisites } from './prerequisites.js';
import { searchKey, searchKeyOrNull } from '../../sdk/search-key.js';

/** Writing and publishing courses. Every change locks the course's row first. */
@Injectable()
export class CourseAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly prerequisites: Prerequisites,
    private readonly preconditions: Preconditions,
  ) {}

  /** A new course is a draft unless it says otherwise. */
  async create(input: CreateCourse): Promise<CourseView> {
    return this.uow.run(async (em) => {
      const id = newId();
      const title = { title: input.title, titleKey: searchKey(input.title) };
      await em.insert(Course, { id, description: '', difficultyLevel: 'beginner', status: 'draft', ...columnsOf(input), ...title });
      if (input.prerequisites) await this.prerequisites.replace(id, input.prerequisites);
      this.audit('courses.course-created', id, { title: input.title });
      return this.show(id, input.status);
    });
  }

  async update(id: string, input: UpdateCourse): Promise<CourseView> {
    return this.uow.run(async (em) => {
      this.preconditions.check(await this.lock(id));
      const { status, ...changes } = input;
      if (Object.keys(changes).length > 0) {
        await em.update(Course, { id }, { ...columnsOf(changes), updatedAt: new Date() });
        if (changes.prerequisites) await this.prerequisites.replace(id, changes.prerequisites);
        this.audit('courses.course-changed', id, { fields: Object.keys(changes) });
      }
      return this.show(id, status);
    });
  }

  /** Refuses while learners have progress in the course: unpublishing keeps what they achieved. */
  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      this.preconditions.check(await this.lock(id), courseSchema);
      try {
        await em.delete(Course, { id });
      } catch (error) {
        if (isForeignKeyViolation(error)) throw new Conflict('Learners have progress in this course: unpublish it instead');
        throw error;
      }
      this.uow.publish(courseDeleted, { key: id, data: { course_id: id } });
      this.audit('courses.course-deleted', id);
    });
  }

  /** Publishing what is published changes nothing. */
  async publish(id: string): Promise<CourseView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id);
      if (current.status === 'published') return current;
      const publishedAt = new Date();
      await em.update(Course, { id }, { status: 'published', publishedAt });
      const { title, chapter_count } = current;
      this.uow.publish(coursePublished, {
        key: id,
        data: { course_id: id, title, chapter_count, published_at: publishedAt.toISOString() },
      });
      this.audit('courses.course-published', id);
      return this.read(id);
    });
  }

  /** Makes the course a draft again. */
  async unpublish(id: string): Promise<CourseView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id);
      if (current.status === 'draft') return current;
      await em.update(Course, { id }, { status: 'draft', publishedAt: null });
      this.uow.publish(courseUnpublished, { key: id, data: { course_id: id } });
      this.audit('courses.course-unpublished', id);
      return this.read(id);
    });
  }

  private show(id: string, status: CourseStatus | undefined): Promise<CourseView> {
    if (status === undefined) return this.read(id);
    return status === 'published' ? this.publish(id) : this.unpublish(id);
  }

  private async lock(id: string): Promise<CourseView> {
    const locked = await this.uow.em.query<unknown[]>('SELECT 1 FROM core.course WHERE id = $1 FOR UPDATE', [id]);
    if (locked.length === 0) throw new NotFound('course');
    return this.read(id);
  }

  private async read(id: string): Promise<CourseView> {
    const [row] = await this.uow.em.query<CourseRow[]>(`SELECT ${COURSE_COLUMNS} FROM core.course c WHERE c.id = $2`, [true, id]);
    if (!row) throw new NotFound('course');
    return courseView(row);
  }

  private audit(action: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'course', id }, ...(detail ? { detail } : {}) });
  }
}

const columnsOf = (input: UpdateCourse) => ({
  ...(input.title === undefined ? {} : { title: input.title, titleKey: searchKey(input.title) }),
  ...(input.description === undefined ? {} : { description: input.description }),
  ...(input.subject === undefined ? {} : { subject: input.subject, subjectKey: searchKeyOrNull(input.subject) }),
  ...(input.grade_level === undefined ? {} : { gradeLevel: input.grade_level }),
  ...(input.difficulty_level === undefined ? {} : { difficultyLevel: input.difficulty_level }),
});
