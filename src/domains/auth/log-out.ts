import { Injectable } from '@nestjs/common';
import { Sessions } from '../../platform/auth/sessions.js';
import { Unauthenticated } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { PresentedToken } from './presented-refresh-token.js';

/** Ends the session of the access token or, for a browser whose access token is gone, of the cookie. */
@Injectable()
export class LogOut {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
  ) {}

  async ofCaller(caller: Principal): Promise<void> {
    await this.uow.run(() => this.sessions.revoke(caller.sessionId, caller.userId, 'logout'));
  }

  async ofCookie({ name }: PresentedToken): Promise<void> {
    const ended = await this.uow.run(async () => {
      const userId = await this.sessions.ownerOf(name.sessionId);
      return userId !== undefined && this.sessions.revoke(name.sessionId, userId, 'logout');
    });
    if (!ended) throw new Unauthenticated('The session has ended');
  }
}
