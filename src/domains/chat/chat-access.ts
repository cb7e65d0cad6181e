import { Injectable } from '@nestjs/common';
import { tenantPolicies } from '../../platform/tenancy/stored-policies.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { Forbidden, NotFound, orNotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ONE_SESSION, type SessionRow } from './chat-sql.js';

export const NO_SESSION = 'chat-session';

/** Who may read whose chats: the learner, guardians, admins, and teachers where the institution lets them. Nobody writes for the learner. */
@Injectable()
export class ChatAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
  ) {}

  /** Throws `NotFound('user')`, as for other records. */
  async assertMayRead(caller: Principal, studentId: string): Promise<void> {
    await this.access.assertMayRead(caller, studentId);
    const needsPolicy = caller.role === 'teacher' && caller.userId !== studentId;
    if (needsPolicy && !(await tenantPolicies(this.uow)).teachers_read_chats) throw new NotFound('user');
  }

  /** The session, for whoever may read it; `NotFound` for everybody else. */
  async readable(caller: Principal, id: string): Promise<SessionRow> {
    const [row] = await this.uow.query<SessionRow>(ONE_SESSION, [id]);
    if (!row) throw new NotFound(NO_SESSION);
    await orNotFound(NO_SESSION, this.assertMayRead(caller, row.student_id));
    return row;
  }

  /** The session, for the learner whose it is; `Forbidden` for others who may read it. */
  async own(caller: Principal, id: string): Promise<SessionRow> {
    const row = await this.readable(caller, id);
    if (row.student_id !== caller.userId) throw new Forbidden('Only the learner whose conversation it is may do this');
    return row;
  }
}
