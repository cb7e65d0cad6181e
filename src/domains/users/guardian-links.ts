import { Injectable } from '@nestjs/common';
import { guardianLinkChanged } from '../../sdk/contracts/people.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

export const GUARDIAN_LINK_STATES = ['pending', 'active', 'ended'] as const;
export type GuardianLinkState = (typeof GUARDIAN_LINK_STATES)[number];

export interface GuardianLink {
  readonly guardian_id: string;
  readonly child_id: string;
  readonly status: GuardianLinkState;
  readonly made_by: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const COLUMNS = 'guardian_id, child_id, status, made_by, created_at, updated_at';

/** The rows of who is whose guardian. What may become of them is the rule of `guardians.ts`. */
@Injectable()
export class GuardianLinks {
  constructor(private readonly uow: UnitOfWork) {}

  /** Locks the link in the open unit of work. */
  async lock(guardianId: string, childId: string): Promise<GuardianLink | undefined> {
    const [link] = await this.uow.em.query<GuardianLink[]>(
      `SELECT ${COLUMNS} FROM core.guardian_link WHERE guardian_id = $1 AND child_id = $2 FOR UPDATE`,
      [guardianId, childId],
    );
    return link;
  }

  /** Makes or changes the link in the open unit of work. `madeBy` stays that of the first who asked. */
  async set(guardianId: string, childId: string, status: GuardianLinkState, madeBy: string): Promise<GuardianLink> {
    const [link] = await this.uow.em.query<GuardianLink[]>(
      `INSERT INTO core.guardian_link AS l (id, guardian_id, child_id, status, made_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id, guardian_id, child_id)
         DO UPDATE SET status = EXCLUDED.status, updated_at = CASE WHEN l.status = EXCLUDED.status THEN l.updated_at ELSE now() END
       RETURNING ${COLUMNS}`,
      [newId(), guardianId, childId, status, madeBy],
    );
    if (!link) throw new Error('An upsert returned no row');
    this.uow.publish(guardianLinkChanged, {
      key: childId,
      subjectId: childId,
      data: { guardian_id: guardianId, child_id: childId, status },
    });
    return link;
  }

  async ofChild(childId: string): Promise<(GuardianLink & { readonly name: string })[]> {
    return this.uow.query(
      `SELECT l.guardian_id, l.child_id, l.status, l.made_by, l.created_at, l.updated_at, u.name FROM core.guardian_link l
       JOIN core.users u ON u.tenant_id = l.tenant_id AND u.id = l.guardian_id
       WHERE l.child_id = $1 AND l.status <> 'ended' ORDER BY l.guardian_id LIMIT 1000`,
      [childId],
    );
  }
}
