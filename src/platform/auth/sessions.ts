import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import { currentContext } from '../context/request-context.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionStates } from './session-states.js';

/** However often it is refreshed, a session ends after this. */
export const SESSION_DAYS = 30;

export type RevocationReason = 'logout' | 'revoked' | 'reuse' | 'password' | 'account';

export interface OpenedSession {
  readonly sessionId: string;
  readonly refreshToken: string;
}

export interface SessionRow {
  readonly id: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly created_at: Date;
  readonly rotated_at: Date;
  readonly ends_at: Date;
}

export const OPEN_SESSION = `
  INSERT INTO core.session (id, user_id, token_hash, refresh_expires_at, ends_at, address, user_agent)
  VALUES ($1, $2, $3, now() + make_interval(days => $4), now() + make_interval(days => $5), $6, $7)`;

/** Opens and ends sessions. All of it joins the open unit of work; the end holds here at once, elsewhere within 5 s. */
@Injectable()
export class Sessions {
  private readonly refreshDays: number;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: RefreshTokens,
    private readonly states: SessionStates,
    config: Config,
  ) {
    this.refreshDays = Math.min(config.tokens.refreshTokenDays, SESSION_DAYS);
  }

  async open(userId: string, userAgent: string | undefined): Promise<OpenedSession> {
    const sessionId = newId();
    const refreshToken = this.tokens.mint({ tenantId: this.uow.tenantId, sessionId, generation: 0 });
    await this.uow.em.query(OPEN_SESSION, [
      sessionId,
      userId,
      this.tokens.hash(refreshToken),
      this.refreshDays,
      SESSION_DAYS,
      currentContext()?.address ?? null,
      userAgent?.slice(0, 300) ?? null,
    ]);
    return { sessionId, refreshToken };
  }

  /** Whether there was a live session of this person to end. */
  async revoke(sessionId: string, userId: string, reason: RevocationReason): Promise<boolean> {
    const [rows] = await this.uow.em.query<[{ id: string }[], number]>(
      `UPDATE core.session SET revoked_at = now(), revoked_for = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND ends_at > now()
       RETURNING id`,
      [sessionId, userId, reason],
    );
    this.forgetAfterCommit(userId);
    return rows.length > 0;
  }

  async ownerOf(sessionId: string): Promise<string | undefined> {
    const [row] = await this.uow.query<{ user_id: string }>('SELECT user_id FROM core.session WHERE id = $1', [sessionId]);
    return row?.user_id;
  }

  async revokeAllOf(userId: string, reason: RevocationReason, except?: string): Promise<void> {
    await this.uow.em.query(
      `UPDATE core.session SET revoked_at = now(), revoked_for = $2 WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $3`,
      [userId, reason, except ?? null],
    );
    this.forgetAfterCommit(userId);
  }

  /** For changes of the account that its sessions outlive: the next request sees the new role. */
  forgetAfterCommit(userId: string): void {
    const { tenantId } = this.uow;
    this.uow.afterCommit(() => this.states.forgetUser(tenantId, userId));
  }

  async liveOf(userId: string): Promise<SessionRow[]> {
    return this.uow.query<SessionRow>(
      `SELECT id, address, user_agent, created_at, rotated_at, ends_at FROM core.session
       WHERE user_id = $1 AND revoked_at IS NULL AND ends_at > now() AND refresh_expires_at > now() ORDER BY id DESC LIMIT 1000`,
      [userId],
    );
  }
}
