import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { requireContext } from '../../platform/context/request-context.js';
import { LoginFailures } from '../../platform/throttling/login-failures.js';
import { InvalidInput, Unauthenticated } from '../../sdk/errors.js';
import { Accounts } from '../users/accounts.js';
import { emailKey } from '../users/look-up-keys.js';
import type { Login } from './auth.schemas.js';
import { type AuthResult, SignIn } from './sign-in.js';

/** Signs in with an e-mail address or a user name and a password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly failures: LoginFailures,
    private readonly signIn: SignIn,
  ) {}

  async run(input: Login, userAgent: string | undefined): Promise<AuthResult> {
    const { login, password } = this.credentialsOf(input);
    const address = requireContext().address;
    const known = await this.accounts.credentials(login);
    // an unknown account counts its failures like a known one, so nobody learns from the lock which is which
    const accountKey = known ? `user:${known.id}` : `login:${emailKey(login)}`;
    await this.failures.assertAllowed(accountKey, address);
    if (!(await this.passwords.verify(password, known?.passwordHash)) || !known) {
      await this.failures.recordFailure(accountKey, address);
      throw new Unauthenticated('Invalid credentials');
    }
    await this.failures.clear(accountKey, address);
    return this.signIn.open(await this.accounts.byId(known.id), userAgent);
  }

  private credentialsOf({ email, username, password }: Login): { login: string; password: string } {
    const login = email?.trim() || username?.trim();
    if (login && password) return { login, password };
    throw new InvalidInput(
      {
        ...(login ? {} : { email: ['Required, unless there is a username'] }),
        ...(password ? {} : { password: ['Required'] }),
      },
      'Missing credentials',
    );
  }
}
