import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../../platform/database/database-errors.js';
import { Conflict, Forbidden } from '../../../sdk/errors.js';
import { newId } from '../../../sdk/ids.js';
import type { Role } from '../../../sdk/roles.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { Accounts } from '../../users/accounts.js';
import { emailKey } from '../../users/look-up-keys.js';
import type { User } from '../../users/user.entity.js';
import type { ExternalPerson } from './external-claims.js';

interface Candidate {
  readonly id: string;
  readonly role: Role;
  readonly guarded: boolean;
}

/** Whose account it is, and whether somebody else has made a guardian link to or from it. */
const BY_EMAIL = `
  SELECT u.id, u.role, EXISTS (
    SELECT 1 FROM core.guardian_link l WHERE (l.child_id = u.id OR l.guardian_id = u.id) AND l.made_by IS DISTINCT FROM u.id) AS guarded
  FROM core.users u WHERE u.email_key = $1 FOR UPDATE OF u`;

/** Which account of ours an external person has: linked by issuer and subject, found by a verified address, or newly made. */
@Injectable()
export class ExternalIdentities {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly accounts: Accounts,
  ) {}

  /** In the open unit of work. Throws `Forbidden` when there is no account for them and none may be made. */
  async accountOf(person: ExternalPerson): Promise<User> {
    const [linked] = await this.uow.em.query<{ user_id: string }[]>(
      'SELECT user_id FROM core.external_identity WHERE issuer = $1 AND subject = $2',
      [person.provider.issuer, person.subject],
    );
    if (linked) return this.accounts.byId(linked.user_id);
    return (await this.byEmail(person)) ?? this.provision(person);
  }

  /** An address links only what an issuer can be trusted with: learners and parents whom nobody else is tied to. */
  private async byEmail(person: ExternalPerson): Promise<User | undefined> {
    if (!person.email) return undefined;
    const [candidate] = await this.uow.em.query<Candidate[]>(BY_EMAIL, [emailKey(person.email)]);
    if (!candidate) return undefined;
    const linkable = person.emailVerified && ['student', 'parent'].includes(candidate.role) && !candidate.guarded;
    if (!linkable) throw new Forbidden('The account with this e-mail address cannot be linked automatically');
    await this.link(candidate.id, person, 'email');
    return this.accounts.byId(candidate.id);
  }

  private async provision(person: ExternalPerson): Promise<User> {
    const { provision } = person.provider;
    if (provision === 'none') throw new Forbidden('Nobody here is linked to this identity');
    if (!person.email) throw new Forbidden('The token names no e-mail address to make an account with');
    const name = person.name ?? person.email.split('@', 1)[0] ?? person.email;
    const user = await this.accounts.add({ email: person.email, name, role: provision }, null);
    await this.link(user.id, person, 'provisioning');
    return user;
  }

  private async link(userId: string, { provider, subject }: ExternalPerson, linkedBy: 'email' | 'provisioning'): Promise<void> {
    try {
      await this.uow.em.query('INSERT INTO core.external_identity (id, user_id, issuer, subject, linked_by) VALUES ($1, $2, $3, $4, $5)', [
        newId(),
        userId,
        provider.issuer,
        subject,
        linkedBy,
      ]);
    } catch (error) {
      if (isUniqueViolation(error, 'external_identity_subject')) throw new Conflict('This identity is being linked already');
      throw error;
    }
    this.uow.audit({
      action: 'auth.identity-linked',
      category: 'security',
      target: { type: 'user', id: userId },
      detail: { issuer: provider.issuer, linked_by: linkedBy },
    });
  }
}
