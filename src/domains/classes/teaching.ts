import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** Who teaches whom, by the classes they share. */
@Injectable()
export class Teaching {
  constructor(private readonly uow: UnitOfWork) {}

  /** Whether the one teaches a class in which the other is a student. */
  async teaches(teacherId: string, studentId: string): Promise<boolean> {
    const rows = await this.uow.query(
      `SELECT 1 FROM core.enrollment t
       JOIN core.enrollment s ON s.tenant_id = t.tenant_id AND s.class_id = t.class_id AND s.user_id = $2 AND s.role = 'student'
       WHERE t.user_id = $1 AND t.role = 'teacher' LIMIT 1`,
      [teacherId, studentId],
    );
    return rows.length > 0;
  }

  /** Everybody in the classes this person teaches, themselves included, each once. */
  async peopleOf(teacherId: string): Promise<readonly string[]> {
    const rows = await this.uow.query<{ user_id: string }>(
      `SELECT DISTINCT o.user_id FROM core.enrollment t
       JOIN core.enrollment o ON o.tenant_id = t.tenant_id AND o.class_id = t.class_id
       WHERE t.user_id = $1 AND t.role = 'teacher'`,
      [teacherId],
    );
    return rows.map((row) => row.user_id);
  }
}
