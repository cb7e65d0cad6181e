import { Injectable } from '@nestjs/common';
import { classDeleted, personRemoved } from '../../sdk/contracts/classes.js';
import { NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { type Page, Paging, Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ClassAccess, type ClassScope } from './class-access.js';
import { SchoolClass } from './class.entity.js';
import { type ClassQuery, type ClassView, classView, type CreateClass, type UpdateClass } from './classes.schemas.js';
import { Enrollment } from './enrollment.entity.js';

const IN_SCOPE = `($1 OR EXISTS (SELECT 1 FROM core.enrollment e
  WHERE e.tenant_id = c.tenant_id AND e.class_id = c.id AND e.user_id = ANY($2::uuid[])))`;
const CLASS_COLUMNS = `c.id, c.name, c.code, c.grade_level AS "gradeLevel", c.term, c.created_at AS "createdAt", c.updated_at AS "updatedAt"`;

/** The classes of an institution. */
@Injectable()
export class Classes {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ClassAccess,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  async list(caller: Principal, query: ClassQuery): Promise<Page<ClassView>> {
    const scope = await this.access.scopeOf(caller);
    const window = this.paging.open(query);
    const term = query.term ?? null;
    const rows = await this.uow.query<SchoolClass>(
      `SELECT ${CLASS_COLUMNS} FROM core.class c WHERE ${IN_SCOPE} AND ($3::text IS NULL OR c.term = $3)
         AND ($4::uuid IS NULL OR c.id > $4) ORDER BY c.id LIMIT $5`,
      [scope.all, scope.people, term, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(scope, term) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total).map(classView);
  }

  async get(caller: Principal, id: string): Promise<ClassView> {
    const scope = await this.access.scopeOf(caller);
    const [row] = await this.uow.query<SchoolClass>(`SELECT ${CLASS_COLUMNS} FROM core.class c WHERE ${IN_SCOPE} AND c.id = $3`, [
      scope.all,
      scope.people,
      id,
    ]);
    if (!row) throw new NotFound('class');
    return classView(row);
  }

  /** Whoever creates a class without the right to all classes teaches it. */
  async create(caller: Principal, input: CreateClass): Promise<ClassView> {
    return this.uow.run(async (em) => {
      const created = em.create(SchoolClass, { id: newId(), code: null, gradeLevel: null, term: null, ...columnsOf(input) });
      await em.insert(SchoolClass, created);
      if (!caller.permissions.has('classes:all')) {
        await em.insert(Enrollment, { classId: created.id, userId: caller.userId, role: 'teacher' });
      }
      this.audit('classes.class-created', created.id, { name: created.name });
      return classView(created);
    });
  }

  async update(caller: Principal, id: string, input: UpdateClass): Promise<ClassView> {
    return this.uow.run(async (em) => {
      await this.access.lockToChange(caller, id);
      const current = await em.findOneByOrFail(SchoolClass, { id });
      this.preconditions.check(classView(current));
      const changes = columnsOf(input);
      if (Object.keys(changes).length === 0) return classView(current);
      await em.update(SchoolClass, { id }, changes);
      this.audit('classes.class-changed', id, { fields: Object.keys(input) });
      return classView(await em.findOneByOrFail(SchoolClass, { id }));
    });
  }

  /** The class and its enrollments go; what its people achieved stays. */
  async delete(caller: Principal, id: string): Promise<void> {
    await this.uow.run(async (em) => {
      await this.access.lockToChange(caller, id);
      const left = await em.query<{ user_id: string }[]>('SELECT user_id FROM core.enrollment WHERE class_id = $1', [id]);
      await em.delete(SchoolClass, { id });
      this.audit('classes.class-deleted', id);
      this.uow.publish(classDeleted, { key: id, data: { class_id: id } });
      for (const { user_id: userId } of left) {
        this.uow.publish(personRemoved, { key: userId, subjectId: userId, data: { class_id: id, user_id: userId } });
      }
    });
  }

  private async count(scope: ClassScope, term: string | null): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>(
      `SELECT count(*) AS total FROM core.class c WHERE ${IN_SCOPE} AND ($3::text IS NULL OR c.term = $3)`,
      [scope.all, scope.people, term],
    );
    return Number(row?.total ?? 0);
  }

  private audit(action: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'class', id }, ...(detail ? { detail } : {}) });
  }
}

const columnsOf = <T extends UpdateClass>({ grade_level: gradeLevel, ...rest }: T) => ({
  ...rest,
  ...(gradeLevel === undefined ? {} : { gradeLevel }),
});
