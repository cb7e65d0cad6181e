import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Role, ROLES } from '../../sdk/roles.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { SealedValues } from '../cache/sealed-values.js';
import { type SharedKey, SharedValues } from '../cache/shared-values.js';
import { Config } from '../config/config.js';
import { RedisLink } from '../redis/redis-link.js';
import type { AccessClaims } from './access-tokens.js';

/** What a request needs to know of a session besides its token. */
export interface SessionState {
  readonly userId: string;
  readonly role: Role;
  readonly endsAt: number;
}

interface StateRow {
  readonly user_id: string;
  readonly role: Role;
  readonly ends_at: Date;
}

interface Kept {
  readonly state: SessionState;
  readonly sharedKey: string | undefined;
}

/** A change elsewhere holds here within this time, well inside the promised 5 s, whatever was kept where. */
const KEPT_MS = 4000;
const GROUP_MS = 60_000;

const LIVE_SESSIONS = `
  SELECT s.id FROM core.session s JOIN core.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.id = ANY ($1::uuid[]) AND s.revoked_at IS NULL AND s.ends_at > now() AND u.is_active`;
const LIVE_SESSION = `
  SELECT s.user_id, u.role, s.ends_at FROM core.session s JOIN core.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.id = $1 AND s.revoked_at IS NULL AND s.ends_at > now() AND u.is_active`;

const known = z.object({ userId: z.string(), role: z.enum(ROLES), endsAt: z.number() });
const sealedStates = (secret: Buffer): SealedValues<SessionState> =>
  new SealedValues(secret, 'lectern: states of sessions', (value) => known.parse(value));

const groupOf = (tenantId: string, userId: string): string => `t:${tenantId}:session:of:${userId}`;

/**
 * Live sessions, kept for a few seconds, here and in Redis under their tokens' hashes. Role and activity are always those of the
 * account, never those of the token; what lies in Redis is sealed: it makes nobody an administrator.
 */
@Injectable()
export class SessionStates {
  private readonly kept = new LRUCache<string, Kept>({ max: 50_000, ttl: KEPT_MS, ttlResolution: 100 });
  private readonly shared: SharedValues<SessionState>;
  private readonly listeners: ((tenantId: string, userId: string) => void)[] = [];
  private epoch = 0;

  constructor(
    private readonly uow: UnitOfWork,
    link: RedisLink,
    config: Config,
  ) {
    this.shared = new SharedValues(link, GROUP_MS, sealedStates(config.secretKeys.current.key));
  }

  /**
   * The session in the tenant of the context, or undefined when it is unknown, over, or its account is closed. With the
   * token's claims it is also looked for among those that other processes read.
   */
  async live(sessionId: string, claims?: Pick<AccessClaims, 'sub' | 'tokenHash'>): Promise<SessionState | undefined> {
    const { tenantId } = this.uow;
    const key = `${tenantId}:${sessionId}`;
    const kept = this.kept.get(key);
    if (kept) return unlessOver(kept.state);
    const { epoch } = this;
    const at = claims && { key: `t:${tenantId}:session:${claims.tokenHash}`, group: groupOf(tenantId, claims.sub) };
    const { state, leftMs } = await this.find(sessionId, at);
    if (!state || leftMs <= 0) return state;
    // a read that began before something was forgotten may be older than that change
    if (epoch === this.epoch) this.kept.set(key, { state, sharedKey: at?.key }, { ttl: leftMs });
    return unlessOver(state);
  }

  /** Those of these sessions in the tenant of the context that live, as the database has it now. */
  async stillLive(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.uow.query<{ id: string }>(LIVE_SESSIONS, [sessionIds]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Calls back when sessions of a person were ended or changed by this process. */
  onChange(listener: (tenantId: string, userId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Call after the commit of whatever ends or changes sessions of this person. */
  forgetUser(tenantId: string, userId: string): void {
    this.shared.forget(this.drop(userId), [groupOf(tenantId, userId)]);
    for (const listener of this.listeners) listener(tenantId, userId);
  }

  /** Another process has ended or changed sessions of this person. Answers under which keys they were shared. */
  drop(userId: string): readonly string[] {
    this.epoch += 1;
    const sharedKeys: string[] = [];
    for (const [key, { state, sharedKey }] of this.kept.entries()) {
      if (state.userId !== userId) continue;
      this.kept.delete(key);
      if (sharedKey) sharedKeys.push(sharedKey);
    }
    return sharedKeys;
  }

  private async find(
    sessionId: string,
    at: SharedKey | undefined,
  ): Promise<{ readonly state: SessionState | undefined; readonly leftMs: number }> {
    const startedAt = performance.now();
    if (!at) return { state: await this.load(sessionId), leftMs: Math.floor(KEPT_MS - (performance.now() - startedAt)) };
    const { value, leftMs } = await this.shared.read(at, KEPT_MS, () => this.load(sessionId));
    return { state: value, leftMs };
  }

  private async load(sessionId: string): Promise<SessionState | undefined> {
    const [row] = await this.uow.query<StateRow>(LIVE_SESSION, [sessionId]);
    return row && { userId: row.user_id, role: row.role, endsAt: row.ends_at.getTime() };
  }
}

const unlessOver = (state: SessionState): SessionState | undefined => (state.endsAt > Date.now() ? state : undefined);
