import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** Which courses a course presupposes: any of the institution's, but never itself, not even through others. */
@Injectable()
export class Prerequisites {
  constructor(private readonly uow: UnitOfWork) {}

  /** Replaces the list, in this order, in the open unit of work. Throws `InvalidInput` for unknown courses and circles. */
  async replace(courseId: string, requiredIds: readonly string[]): Promise<void> {
    const { em } = this.uow;
    // Two changes that are fine alone may close a circle together, so an institution's are made one after another.
    await em.query(`SELECT pg_advisory_xact_lock(hashtextextended('course-prerequisites:' || current_setting('app.tenant_id'), 0))`);
    await em.query('DELETE FROM core.course_prerequisite WHERE course_id = $1', [courseId]);
    if (requiredIds.length === 0) return;
    await this.assertExist(requiredIds);
    await this.assertNoCircle(courseId, requiredIds);
    await em.query(
      `INSERT INTO core.course_prerequisite (course_id, required_id, position)
       SELECT $1, required.id, required.position FROM unnest($2::uuid[]) WITH ORDINALITY AS required (id, position)`,
      [courseId, requiredIds],
    );
  }

  /** Locks the courses as well, so that none is deleted meanwhile. */
  private async assertExist(ids: readonly string[]): Promise<void> {
    const rows = await this.uow.em.query<unknown[]>('SELECT 1 FROM core.course WHERE id = ANY($1::uuid[]) FOR KEY SHARE', [ids]);
    if (rows.length < ids.length) throw new InvalidInput({ prerequisites: ['There is no such course'] });
  }

  private async assertNoCircle(courseId: string, requiredIds: readonly string[]): Promise<void> {
    const rows = await this.uow.em.query<unknown[]>(
      `WITH RECURSIVE needed (id) AS (
         SELECT unnest($2::uuid[])
         UNION
         SELECT p.required_id FROM core.course_prerequisite p JOIN needed n ON p.course_id = n.id
       ) SELECT 1 FROM needed WHERE id = $1`,
      [courseId, requiredIds],
    );
    if (rows.length > 0) throw new InvalidInput({ prerequisites: ['A course cannot presuppose itself, not even through others'] });
  }
}
