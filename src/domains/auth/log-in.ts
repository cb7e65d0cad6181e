import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { InvalidInput, Unauthenticated } from '../../sdk/errors.js';
import { Accounts } from '../users/accounts.js';
import type { Login } from './auth.schemas.js';
import { type AuthResult, SignIn } from './sign-in.js';

const missing = (value: string | undefined): boolean => !value;

/** Signs in with an e-mail address or a user name and a password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
  ) {}

  async run(input: Login, userAgent: string | undefined): Promise<AuthResult> {
    const { login, password } = this.credentialsOf(input);
    const known = await this.accounts.credentials(login);
    if (!(await this.passwords.verify(password, known?.passwordHash)) || !known) {
      throw new Unauthenticated('Invalid credentials');
    }
    return this.signIn.open(await this.accounts.byId(known.id), userAgent);
  }

  private credentialsOf({ email, username, password }: Login): { login: string; password: string } {
    const login = email?.trim() || username?.trim();
    if (login && password) return { login, password };
    throw new InvalidInput(
      {
        ...(login ? {} : { email: ['Required, unless there is a username'] }),
        ...(missing(password) ? { password: ['Required'] } : {}),
      },
      'Missing credentials',
    );
  }
}
