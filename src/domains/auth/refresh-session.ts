import { Injectable } from '@nestjs/common';
import { RefreshRotation } from '../../platform/auth/refresh-rotation.js';
import { Unauthenticated } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Accounts } from '../users/accounts.js';
import type { PresentedToken } from './presented-refresh-token.js';
import { type RefreshedTokens, SignIn } from './sign-in.js';

/** Trades a refresh token for a new pair. A token that was already traded in ends its session, unless it is a repeat. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly rotation: RefreshRotation,
    private readonly accounts: Accounts,
    private readonly signIn: SignIn,
  ) {}

  async run({ token, name }: PresentedToken): Promise<RefreshedTokens> {
    const rotation = await this.uow.run(() => this.rotation.rotate(token, name));
    switch (rotation.kind) {
      case 'rotated':
        return this.signIn.answer(await this.accounts.byId(rotation.userId), rotation.sessionId, rotation.refreshToken);
      case 'reused':
        throw new Unauthenticated('The refresh token was used before: the session has ended', 'TOKEN_REUSED');
      case 'expired':
        throw new Unauthenticated('The refresh token has expired', 'TOKEN_EXPIRED');
      default:
        throw new Unauthenticated('The refresh token is not valid');
    }
  }
}
