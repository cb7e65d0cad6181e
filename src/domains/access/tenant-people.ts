import { Injectable } from '@nestjs/common';
import { People, type PersonSummary } from '../../sdk/contracts/people.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { emailKey, usernameKey } from '../users/look-up-keys.js';

const isAddress = (login: string): boolean => login.includes('@');

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

  async byLogins(logins: readonly string[]): Promise<ReadonlyMap<string, PersonSummary>> {
    if (logins.length === 0) return new Map();
    const rows = await this.uow.query<PersonSummary & { email_key: string; username_key: string | null }>(
      `SELECT id, name, role, email_key, username_key FROM core.users
       WHERE is_active AND (email_key = ANY ($1::text[]) OR username_key = ANY ($2::text[]))`,
      [logins.filter(isAddress).map(emailKey), logins.filter((login) => !isAddress(login)).map(usernameKey)],
    );
    const byKey = new Map<string | null, PersonSummary>();
    for (const { email_key, username_key, ...person } of rows) byKey.set(email_key, person).set(username_key, person);
    return new Map(
      logins.flatMap((login) => {
        const person = byKey.get(isAddress(login) ? emailKey(login) : usernameKey(login));
        return person ? [[login, person] as const] : [];
      }),
    );
  }

  async childrenOf(guardianId: string): Promise<readonly string[]> {
    const rows = await this.uow.query<{ child_id: string }>(
      `SELECT child_id FROM core.guardian_link WHERE guardian_id = $1 AND status = 'active' ORDER BY child_id`,
      [guardianId],
    );
    return rows.map((row) => row.child_id);
  }
}
