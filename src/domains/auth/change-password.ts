import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { Sessions } from '../../platform/auth/sessions.js';
import { InvalidInput } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Accounts } from '../users/accounts.js';
import type { PasswordChange } from './auth.schemas.js';

/** Sets a new password for whoever knows the present one, and ends their other sessions. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  async run(caller: Principal, body: PasswordChange): Promise<void> {
    const current = await this.accounts.passwordHashOf(caller.userId);
    if (!(await this.passwords.verify(body.current_password, current))) {
      throw new InvalidInput({ current_password: ['Is not the current password'] });
    }
    const passwordHash = await this.passwords.hash(body.new_password);
    await this.uow.run(async () => {
      await this.accounts.setPasswordHash(caller.userId, passwordHash);
      await this.sessions.revokeAllOf(caller.userId, 'password', caller.sessionId);
      this.uow.audit({ action: 'auth.password-changed', category: 'security', target: { type: 'user', id: caller.userId } });
    });
  }
}
