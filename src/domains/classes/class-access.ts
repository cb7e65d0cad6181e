import { Injectable } from '@nestjs/common';
import { People } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** Which classes a caller sees: every one, or those that one of these people is in. */
export interface ClassScope {
  readonly all: boolean;
  readonly people: readonly string[];
}

/** The class (`$1`), if this person (`$3`) teaches it or has every class (`$2`). */
const TAUGHT = `
  SELECT 1 FROM core.class c WHERE c.id = $1
    AND ($2 OR EXISTS (SELECT 1 FROM core.enrollment e
      WHERE e.tenant_id = c.tenant_id AND e.class_id = c.id AND e.user_id = $3 AND e.role = 'teacher'))`;

/** Who may see and change a class. To everybody else it does not exist. */
@Injectable()
export class ClassAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly people: People,
  ) {}

  /** Administrators see all; others the classes that they, or the children they are guardians of, are in. */
  async scopeOf(caller: Principal): Promise<ClassScope> {
    if (caller.permissions.has('classes:all')) return { all: true, people: [] };
    const children = caller.role === 'parent' ? await this.people.childrenOf(caller.userId) : [];
    return { all: false, people: [caller.userId, ...children] };
  }

  /** Locks the class for a change, which waits for others' changes. Throws `NotFound('class')` unless the caller teaches it or may change all. */
  async lockToChange(caller: Principal, classId: string): Promise<void> {
    const rows = await this.uow.em.query<unknown[]>(`${TAUGHT} FOR UPDATE OF c`, [
      classId,
      caller.permissions.has('classes:all'),
      caller.userId,
    ]);
    if (rows.length === 0) throw new NotFound('class');
  }

  /** Throws `NotFound('class')` unless the caller teaches the class or may see all. */
  async assertMayReadRoster(caller: Principal, classId: string): Promise<void> {
    const rows = await this.uow.query(TAUGHT, [classId, caller.permissions.has('classes:all'), caller.userId]);
    if (rows.length === 0) throw new NotFound('class');
  }
}
