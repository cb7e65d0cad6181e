import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { Sessions } from '../../platform/auth/sessions.js';
import { requireContext } from '../../platform/context/request-context.js';
import { LoginFailures } from '../../platform/throttling/login-failures.js';
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
    private readonly failures: LoginFailures,
  ) {}

  async run(caller: Principal, body: PasswordChange): Promise<void> {
    const address = requireContext().address;
    const accountKey = `user:${caller.userId}`;
    // a stolen access token must not become a way to guess the password without limit
    await this.failures.assertAllowed(accountKey, address);
    const current = await this.accounts.passwordHashOf(caller.userId);
    if (!(await this.passwords.verify(body.current_password, current))) {
      await this.failures.recordFailure(accountKey, address);
      throw new InvalidInput({ current_password: ['Is not the current password'] });
    }
    const passwordHash = await this.passwords.hash(body.new_password);
    await this.uow.run(async () => {
      await this.accounts.setPasswordHash(caller.userId, passwordHash);
      await this.sessions.revokeAllOf(caller.userId, 'password', caller.sessionId);
      this.uow.audit({ action: 'auth.password-changed', category: 'security', target: { type: 'user', id: caller.userId } });
    });
    await this.failures.clear(accountKey, address);
  }
}
