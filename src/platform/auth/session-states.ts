import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Role } from '../../sdk/roles.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

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

/** A change elsewhere holds here within this time, well inside the promised 5 s. */
const KEPT_MS = 4000;

const LIVE_SESSION = `
  SELECT s.user_id, u.role, s.ends_at FROM core.session s JOIN core.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.id = $1 AND s.revoked_at IS NULL AND s.ends_at > now() AND u.is_active`;

/** Live sessions, kept for a few seconds. Role and activity are always those of the account, never those of the token. */
@Injectable()
export class SessionStates {
  private readonly kept = new LRUCache<string, SessionState>({ max: 50_000, ttl: KEPT_MS, ttlResolution: 100 });
  private epoch = 0;

  constructor(private readonly uow: UnitOfWork) {}

  /** The session in the tenant of the context, or undefined when it is unknown, over, or its account is closed. */
  async live(sessionId: string): Promise<SessionState | undefined> {
    const key = `${this.uow.tenantId}:${sessionId}`;
    const kept = this.kept.get(key);
    if (kept) return kept.endsAt > Date.now() ? kept : undefined;
    const { epoch } = this;
    const [row] = await this.uow.query<StateRow>(LIVE_SESSION, [sessionId]);
    if (!row) return undefined;
    const state: SessionState = { userId: row.user_id, role: row.role, endsAt: row.ends_at.getTime() };
    // a read that began before something was forgotten may be older than that change
    if (epoch === this.epoch) this.kept.set(key, state);
    return state;
  }

  /** Call after the commit of whatever ends or changes sessions of this person. */
  forgetUser(userId: string): void {
    this.epoch += 1;
    for (const [key, state] of this.kept.entries()) if (state.userId === userId) this.kept.delete(key);
  }
}
