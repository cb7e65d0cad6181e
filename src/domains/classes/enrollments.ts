import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { personEnrolled, personRemoved } from '../../sdk/contracts/classes.js';
import { People } from '../../sdk/contracts/people.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ClassAccess } from './class-access.js';
import { type Enroll, type EnrollmentQuery, type EnrollmentRow, type EnrollmentView, enrollmentView } from './classes.schemas.js';
import type { EnrollmentRole } from './enrollment.entity.js';
import { assertMayEnroll, misfitOf } from './enrollment-rules.js';

/** Who is in a class. */
@Injectable()
export class Enrollments {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ClassAccess,
    private readonly people: People,
    private readonly paging: Paging,
  ) {}

  async list(caller: Principal, classId: string, query: EnrollmentQuery): Promise<Page<EnrollmentView>> {
    await this.access.assertMayReadRoster(caller, classId);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<EnrollmentRow>(
      `SELECT class_id, user_id, role, created_at FROM core.enrollment
       WHERE class_id = $1 AND ($2::text IS NULL OR role = $2) AND ($3::uuid IS NULL OR user_id > $3) ORDER BY user_id LIMIT $4`,
      [classId, query.role ?? null, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(classId, query.role) : undefined;
    const page = this.paging.close(query, window, rows, (row) => [row.user_id], total);
    const names = await this.namesOf(page.items.map((row) => row.user_id));
    return page.map((row) => enrollmentView(row, names.get(row.user_id)));
  }

  async enroll(caller: Principal, classId: string, { user_id: userId, role }: Enroll): Promise<EnrollmentView> {
    return this.uow.run(async () => {
      await this.access.lockToChange(caller, classId);
      assertMayEnroll(caller);
      const [person] = await this.people.byIds([userId]);
      if (!person) throw new NotFound('user');
      const misfit = misfitOf(person, role);
      if (misfit) throw new InvalidInput({ role: [misfit] });
      const row = await this.insert(classId, userId, role);
      this.audit('classes.person-enrolled', classId, { user_id: userId, role });
      this.uow.publish(personEnrolled, { key: userId, subjectId: userId, data: { class_id: classId, user_id: userId, role } });
      return enrollmentView(row, person.name);
    });
  }

  async remove(caller: Principal, classId: string, userId: string): Promise<void> {
    await this.uow.run(async (em) => {
      await this.access.lockToChange(caller, classId);
      assertMayEnroll(caller);
      const [, removed] = await em.query<[unknown[], number]>('DELETE FROM core.enrollment WHERE class_id = $1 AND user_id = $2', [
        classId,
        userId,
      ]);
      if (removed === 0) throw new NotFound('enrollment');
      this.audit('classes.person-removed', classId, { user_id: userId });
      this.uow.publish(personRemoved, { key: userId, subjectId: userId, data: { class_id: classId, user_id: userId } });
    });
  }

  private async insert(classId: string, userId: string, role: EnrollmentRole): Promise<EnrollmentRow> {
    let row: EnrollmentRow | undefined;
    try {
      [row] = await this.uow.em.query<EnrollmentRow[]>(
        `INSERT INTO core.enrollment (class_id, user_id, role) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING class_id, user_id, role, created_at`,
        [classId, userId, role],
      );
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new NotFound('user');
      throw error;
    }
    if (!row) throw new Conflict('This person is in the class already');
    return row;
  }

  private async count(classId: string, role: EnrollmentRole | undefined): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>(
      'SELECT count(*) AS total FROM core.enrollment WHERE class_id = $1 AND ($2::text IS NULL OR role = $2)',
      [classId, role ?? null],
    );
    return Number(row?.total ?? 0);
  }

  private async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const people = ids.length === 0 ? [] : await this.people.byIds(ids);
    return new Map(people.map((person) => [person.id, person.name]));
  }

  private audit(action: string, classId: string, detail: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'class', id: classId }, detail });
  }
}
