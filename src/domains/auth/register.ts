import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Accounts } from '../users/accounts.js';
import { newAccountOf } from '../users/new-person.js';
import { assertRegistrationOpen } from '../users/registration-policy.js';
import type { Registration } from '../users/users.schemas.js';
import { type AuthResult, SignIn } from './sign-in.js';

/** Makes oneself an account, where the institution allows it, and signs in with it. */
@Injectable()
export class Register {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
  ) {}

  async run(body: Registration, userAgent: string | undefined): Promise<AuthResult> {
    assertRegistrationOpen();
    const account = newAccountOf(body, body.role);
    const passwordHash = await this.passwords.hash(body.password);
    return this.uow.run(async () => this.signIn.open(await this.accounts.add(account, passwordHash), userAgent));
  }
}
