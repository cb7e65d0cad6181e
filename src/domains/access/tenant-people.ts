import { Injectable } from '@nestjs/common';
import { People, type PersonSummary } from '../../sdk/contracts/people.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

@Injectable()
export class TenantPeople extends People {
  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async byIds(ids: readonly string[]): Promise<readonly PersonSummary[]> {
    if (ids.length === 0) return [];
    return this.uow.query<PersonSummary>('SELECT id, name, role FROM core.users WHERE id = ANY ($1::uuid[]) AND is_active', [
      [...new Set(ids)],
    ]);
  }

  async childrenOf(guardianId: string): Promise<readonly string[]> {
    const rows = await this.uow.query<{ child_id: string }>(
      `SELECT child_id FROM core.guardian_link WHERE guardian_id = $1 AND status = 'active' ORDER BY child_id`,
      [guardianId],
    );
    return rows.map((row) => row.child_id);
  }
}
