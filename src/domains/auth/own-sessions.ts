import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Sessions } from '../../platform/auth/sessions.js';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { sessionSchema } from './auth.schemas.js';

export type SessionView = z.input<typeof sessionSchema>;

/** Where somebody is signed in, and how they end it from elsewhere. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
  ) {}

  async list(caller: Principal): Promise<SessionView[]> {
    const sessions = await this.sessions.liveOf(caller.userId);
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === caller.sessionId,
      address: session.address,
      user_agent: session.user_agent,
      created_at: session.created_at,
      last_refreshed_at: session.rotated_at,
      ends_at: session.ends_at,
    }));
  }

  async end(caller: Principal, sessionId: string): Promise<void> {
    const ended = await this.uow.run(async () => {
      const done = await this.sessions.revoke(sessionId, caller.userId, 'revoked');
      if (done) this.uow.audit({ action: 'auth.session-revoked', category: 'security', target: { type: 'session', id: sessionId } });
      return done;
    });
    if (!ended) throw new NotFound('session');
  }
}
