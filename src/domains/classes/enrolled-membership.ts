import { Injectable } from '@nestjs/common';
import { ClassMembership, type ClassScope } from '../../sdk/contracts/classes.js';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** Of the enrollments. Whoever removes one waits for those who rely on it. */
const HOLD_ENROLLMENT = 'SELECT 1 FROM core.enrollment WHERE class_id = $1 AND user_id = $2 FOR KEY SHARE';
const HOLD_CLASS = 'SELECT 1 FROM core.class WHERE id = $1 FOR KEY SHARE';

const ROSTERS = `
  SELECT c.id, array_remove(array_agg(e.user_id), NULL)::text[] AS people FROM core.class c
  LEFT JOIN core.enrollment e ON e.tenant_id = c.tenant_id AND e.class_id = c.id WHERE c.id = ANY($1::uuid[]) GROUP BY c.id`;

@Injectable()
export class EnrolledMembership extends ClassMembership {
  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async scopeOf(caller: Principal): Promise<ClassScope> {
    if (caller.permissions.has('classes:all')) return { all: true, classIds: [] };
    const rows = await this.uow.query<{ class_id: string }>('SELECT class_id FROM core.enrollment WHERE user_id = $1', [caller.userId]);
    return { all: false, classIds: rows.map((row) => row.class_id) };
  }

  async assertIn(caller: Principal, classId: string): Promise<void> {
    const rows = caller.permissions.has('classes:all')
      ? await this.uow.em.query<unknown[]>(HOLD_CLASS, [classId])
      : await this.uow.em.query<unknown[]>(HOLD_ENROLLMENT, [classId, caller.userId]);
    if (rows.length === 0) throw new NotFound('class');
  }

  async rostersOf(classIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    if (classIds.length === 0) return new Map();
    const rows = await this.uow.query<{ id: string; people: readonly string[] }>(ROSTERS, [[...new Set(classIds)]]);
    return new Map(rows.map(({ id, people }) => [id, new Set(people)]));
  }
}
