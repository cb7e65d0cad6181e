import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import { type RefreshTokenName, RefreshTokens } from './refresh-tokens.js';
import { SESSION_DAYS, Sessions } from './sessions.js';

/** A client whose answer was lost asks again with the token it had: within this time that is no theft. */
const GRACE_SECONDS = 10;

interface FamilyRow {
  readonly user_id: string;
  readonly generation: number;
  readonly token_hash: string;
  readonly revoked_for: string | null;
  readonly live: boolean;
  readonly fresh: boolean;
  readonly in_grace: boolean;
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly userId: string; readonly sessionId: string; readonly refreshToken: string }
  | { readonly kind: 'reused' | 'expired' | 'unknown' };

const FAMILY = `
  SELECT s.user_id, s.generation, s.token_hash, s.revoked_for,
    s.revoked_at IS NULL AND s.ends_at > clock_timestamp() AND u.is_active AS live,
    s.refresh_expires_at > clock_timestamp() AS fresh,
    clock_timestamp() - s.rotated_at <= make_interval(secs => $2) AS in_grace
  FROM core.session s JOIN core.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.id = $1 FOR UPDATE OF s`;

/** Replaces a refresh token by its successor, or finds out that somebody else already did. */
@Injectable()
export class RefreshRotation {
  private readonly refreshDays: number;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: RefreshTokens,
    private readonly sessions: Sessions,
    config: Config,
  ) {
    this.refreshDays = Math.min(config.tokens.refreshTokenDays, SESSION_DAYS);
  }

  /** In the open unit of work, which must commit also when the answer is a refusal: a reuse ends the family. */
  async rotate(token: string, name: RefreshTokenName): Promise<Rotation> {
    const [family] = await this.uow.em.query<FamilyRow[]>(FAMILY, [name.sessionId, GRACE_SECONDS]);
    if (!family) return { kind: 'unknown' };
    if (!family.live) return { kind: family.revoked_for === 'reuse' ? 'reused' : 'unknown' };
    if (name.generation === family.generation && this.tokens.hash(token) === family.token_hash) {
      return family.fresh ? this.advance(family, name) : { kind: 'expired' };
    }
    if (name.generation === family.generation - 1 && family.in_grace) return this.sameSuccessor(family, name);
    return this.reused(family, name);
  }

  private async advance(family: FamilyRow, name: RefreshTokenName): Promise<Rotation> {
    const generation = family.generation + 1;
    const refreshToken = this.tokens.mint({ ...name, generation });
    await this.uow.em.query(
      `UPDATE core.session SET generation = $2, token_hash = $3, rotated_at = clock_timestamp(),
         refresh_expires_at = least(ends_at, now() + make_interval(days => $4)) WHERE id = $1`,
      [name.sessionId, generation, this.tokens.hash(refreshToken), this.refreshDays],
    );
    return { kind: 'rotated', userId: family.user_id, sessionId: name.sessionId, refreshToken };
  }

  private sameSuccessor(family: FamilyRow, name: RefreshTokenName): Rotation {
    const refreshToken = this.tokens.mintAgain({ ...name, generation: family.generation }, family.token_hash);
    if (!refreshToken) return { kind: 'unknown' };
    return { kind: 'rotated', userId: family.user_id, sessionId: name.sessionId, refreshToken };
  }

  private async reused(family: FamilyRow, name: RefreshTokenName): Promise<Rotation> {
    await this.sessions.revoke(name.sessionId, family.user_id, 'reuse');
    this.uow.audit({
      action: 'auth.refresh-token-reused',
      category: 'security',
      target: { type: 'user', id: family.user_id },
      detail: { session_id: name.sessionId, generation: name.generation, current: family.generation },
    });
    return { kind: 'reused' };
  }
}
