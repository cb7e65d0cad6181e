import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AccessTokens } from '../../platform/auth/access-tokens.js';
import { Sessions } from '../../platform/auth/sessions.js';
import { Forbidden } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { User } from '../users/user.entity.js';
import { userView } from '../users/user.view.js';
import type { authResultSchema, refreshedSchema } from './auth.schemas.js';

export type AuthResult = z.input<typeof authResultSchema>;
export type RefreshedTokens = z.input<typeof refreshedSchema>;

/** The last step of every way in: a session for a person who has proved who they are. */
@Injectable()
export class SignIn {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
  ) {}

  /** Joins the open unit of work, or opens one. A closed account is told so only here, after its password was right. */
  async open(user: User, userAgent: string | undefined): Promise<AuthResult> {
    if (!user.isActive) throw new Forbidden('This account is disabled', 'ACCOUNT_DISABLED');
    return this.uow.run(async () => {
      const { sessionId, refreshToken } = await this.sessions.open(user.id, userAgent);
      return { ...(await this.answer(user, sessionId, refreshToken)), user: userView(user) };
    });
  }

  async answer(user: User, sessionId: string, refreshToken: string): Promise<RefreshedTokens> {
    const accessToken = await this.tokens.issue({ tenantId: user.tenantId, userId: user.id, sessionId, role: user.role });
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      token: accessToken,
      token_type: 'Bearer',
      expires_in: this.tokens.lifetimeSeconds,
    };
  }
}
