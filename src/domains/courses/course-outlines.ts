import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** A course as progress sees it. */
export interface CourseOutline {
  readonly courseId: string;
  /** Whether learners see it now. */
  readonly published: boolean;
  /** Its chapters in order. */
  readonly chapterIds: readonly string[];
}

export const OUTLINES = `
  SELECT c.id AS "courseId", c.status = 'published' AS published,
    ARRAY(SELECT h.id FROM core.chapter h WHERE h.tenant_id = c.tenant_id AND h.course_id = c.id ORDER BY h.position) AS "chapterIds"
  FROM core.course c WHERE c.id = ANY($1::uuid[])`;

/** What other domains may know of courses. */
@Injectable()
export class CourseOutlines {
  constructor(private readonly uow: UnitOfWork) {}

  /** The outline, or undefined when there is no such course. */
  async of(courseId: string): Promise<CourseOutline | undefined> {
    const [outline] = await this.ofAll([courseId]);
    return outline;
  }

  /** The outline, which stays as it is until the open unit of work ends: neither the course nor its chapters come or go. */
  async hold(courseId: string): Promise<CourseOutline | undefined> {
    const held = await this.uow.em.query<unknown[]>('SELECT 1 FROM core.course WHERE id = $1 FOR KEY SHARE', [courseId]);
    return held.length === 0 ? undefined : this.of(courseId);
  }

  /** The outlines of those that exist, in no particular order. */
  async ofAll(courseIds: readonly string[]): Promise<readonly CourseOutline[]> {
    return this.uow.query<CourseOutline>(OUTLINES, [courseIds]);
  }
}
