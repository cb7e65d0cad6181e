import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Teaching } from '../classes/teaching.js';

const EXISTS = 'SELECT 1 FROM core.users WHERE id = $1';
const IS_GUARDIAN = `SELECT 1 FROM core.guardian_link WHERE guardian_id = $1 AND child_id = $2 AND status = 'active'`;

/** The one rule of who may read whose records, from roles, guardian links and classes. */
@Injectable()
export class LinkedRecordAccess extends RecordAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly teaching: Teaching,
  ) {
    super();
  }

  async assertMayRead(caller: Principal, personId: string): Promise<void> {
    if (!(await this.mayRead(caller, personId))) throw new NotFound('user');
  }

  assertOwn(caller: Principal, personId: string): void {
    if (caller.userId !== personId) throw new NotFound('user');
  }

  private async mayRead(caller: Principal, personId: string): Promise<boolean> {
    if (caller.userId === personId) return true;
    switch (caller.role) {
      case 'admin':
        return (await this.uow.query(EXISTS, [personId])).length > 0;
      case 'teacher':
        return this.teaching.teaches(caller.userId, personId);
      case 'parent':
        return (await this.uow.query(IS_GUARDIAN, [caller.userId, personId])).length > 0;
      default:
        return false;
    }
  }
}
