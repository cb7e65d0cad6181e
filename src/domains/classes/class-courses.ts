import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { type Page, Paging, Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import type { PageQuery } from '../../sdk/schemas.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CourseCatalogue } from '../courses/course-catalogue.js';
import type { CourseView } from '../courses/courses.schemas.js';
import { ClassAccess } from './class-access.js';
import { Classes } from './classes.js';

/** As many as one page of a list holds. */
const MOST_COURSES = 200;

/** Which courses a class works on. */
@Injectable()
export class ClassCourses {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ClassAccess,
    private readonly classes: Classes,
    private readonly catalogue: CourseCatalogue,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  /** For everybody who sees the class; drafts only for those who see drafts. */
  async list(caller: Principal, classId: string, query: PageQuery): Promise<Page<CourseView>> {
    await this.classes.get(caller, classId);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<{ course_id: string }>('SELECT course_id FROM core.class_course WHERE class_id = $1', [classId]);
    const courses = await this.catalogue.ofAll(
      caller,
      rows.map((row) => row.course_id),
    );
    const [after] = window.after ?? [];
    const rest = courses.filter(({ id }) => typeof after !== 'string' || id > after).slice(0, window.take);
    return this.paging.close(query, window, rest, (course) => [course.id], window.countExactly ? courses.length : undefined);
  }

  /** Adding what is there already changes nothing. */
  async add(caller: Principal, classId: string, courseId: string): Promise<CourseView> {
    return this.uow.run(async () => {
      await this.access.lockToChange(caller, classId);
      const [course] = await this.catalogue.ofAll(caller, [courseId]);
      const present = await this.has(classId, courseId);
      this.preconditions.check(present ? course : undefined);
      if (!course) throw new NotFound('course');
      if (!present) await this.insert(classId, courseId);
      return course;
    });
  }

  async remove(caller: Principal, classId: string, courseId: string): Promise<void> {
    await this.uow.run(async (em) => {
      await this.access.lockToChange(caller, classId);
      const [, removed] = await em.query<[unknown[], number]>('DELETE FROM core.class_course WHERE class_id = $1 AND course_id = $2', [
        classId,
        courseId,
      ]);
      if (removed === 0) throw new NotFound('class-course');
      this.audit('classes.course-removed', classId, courseId);
    });
  }

  private async has(classId: string, courseId: string): Promise<boolean> {
    const rows = await this.uow.query('SELECT 1 FROM core.class_course WHERE class_id = $1 AND course_id = $2', [classId, courseId]);
    return rows.length > 0;
  }

  private async insert(classId: string, courseId: string): Promise<void> {
    const { em } = this.uow;
    const [row] = await em.query<{ total: number }[]>('SELECT count(*)::int AS total FROM core.class_course WHERE class_id = $1', [
      classId,
    ]);
    if (row && row.total >= MOST_COURSES) throw new Conflict(`A class works on at most ${MOST_COURSES} courses`);
    try {
      await em.query('INSERT INTO core.class_course (class_id, course_id) VALUES ($1, $2)', [classId, courseId]);
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new NotFound('course');
      throw error;
    }
    this.audit('classes.course-added', classId, courseId);
  }

  private audit(action: string, classId: string, courseId: string): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'class', id: classId }, detail: { course_id: courseId } });
  }
}
