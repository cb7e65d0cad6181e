import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { Forbidden, InvalidInput } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Accounts } from './accounts.js';
import { GuardianLinks } from './guardian-links.js';
import { newAccountOf } from './new-person.js';
import { assertInstitution, assertRegistrationOpen } from './registration-policy.js';
import { type UserView, userView } from './user.view.js';
import type { NewUser } from './users.schemas.js';

/** Whoever creates decides what may be created. */
type Standing = 'anybody' | 'parent' | 'staff';

@Injectable()
export class CreateUser {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly links: GuardianLinks,
  ) {}

  /** Anybody registers a student or parent, a parent creates their own child, staff create everybody. */
  async run(caller: Principal | undefined, body: NewUser): Promise<UserView> {
    const standing = standingOf(caller);
    if (standing === 'anybody') assertRegistrationOpen();
    assertInstitution();
    assertMayMake(standing, body.role);
    const account = newAccountOf(body, body.role);
    const passwordHash = await this.passwords.hash(body.password);
    return this.uow.run(async () => {
      const user = await this.accounts.add(account, passwordHash);
      if (standing === 'parent' && caller) await this.links.set(caller.userId, user.id, 'active', caller.userId);
      if (standing === 'staff') {
        this.uow.audit({ action: 'users.created', category: 'staff', target: { type: 'user', id: user.id }, detail: { role: user.role } });
      }
      return userView(user);
    });
  }
}

const standingOf = (caller: Principal | undefined): Standing => {
  if (!caller) return 'anybody';
  if (caller.permissions.has('users:write')) return 'staff';
  if (caller.role === 'parent') return 'parent';
  throw new Forbidden('You may not create accounts');
};

const assertMayMake = (standing: Standing, role: NewUser['role']): void => {
  const allowed: readonly NewUser['role'][] | undefined = {
    anybody: ['student', 'parent'] as const,
    parent: ['student'] as const,
    staff: undefined,
  }[standing];
  if (allowed && !allowed.includes(role)) throw new InvalidInput({ role: [`Must be ${allowed.join(' or ')}`] });
};
