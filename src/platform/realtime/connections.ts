import { Injectable } from '@nestjs/common';
import { TooMany } from '../../sdk/errors.js';
import type { Connection } from './connection.js';

/** Of one person, in this process: then the oldest goes. */
const MOST_OF_A_PERSON = 20;
/** Of one institution, in this process: then nobody else comes in. */
const MOST_OF_A_TENANT = 10_000;
const FULL_RETRY_SECONDS = 30;

/** Everybody who is connected to this process. */
@Injectable()
export class Connections {
  private readonly tenants = new Map<string, Map<string, Set<Connection>>>();
  private readonly counts = new Map<string, number>();

  /** Throws `TooMany` when the institution has no room left. */
  assertRoom(tenantId: string): void {
    if ((this.counts.get(tenantId) ?? 0) < MOST_OF_A_TENANT) return;
    throw new TooMany(FULL_RETRY_SECONDS, 'Too many connections of this institution');
  }

  /** Where a person has too many, the oldest is ended. */
  add(connection: Connection): void {
    const { tenantId, userId } = connection.identity.principal;
    const own = this.own(tenantId, userId);
    if (own.size >= MOST_OF_A_PERSON) {
      const [oldest] = own;
      oldest?.end(new TooMany(1, 'Too many connections of this account: the oldest was closed'));
      if (oldest) this.remove(oldest);
    }
    this.own(tenantId, userId).add(connection);
    this.counts.set(tenantId, (this.counts.get(tenantId) ?? 0) + 1);
  }

  remove(connection: Connection): void {
    const { tenantId, userId } = connection.identity.principal;
    const people = this.tenants.get(tenantId);
    const own = people?.get(userId);
    if (!people || !own?.delete(connection)) return;
    this.counts.set(tenantId, (this.counts.get(tenantId) ?? 1) - 1);
    if (own.size > 0) return;
    people.delete(userId);
    if (people.size > 0) return;
    this.tenants.delete(tenantId);
    this.counts.delete(tenantId);
  }

  get tenantIds(): readonly string[] {
    return [...this.tenants.keys()];
  }

  get size(): number {
    let all = 0;
    for (const count of this.counts.values()) all += count;
    return all;
  }

  *all(): Generator<Connection> {
    for (const people of this.tenants.values()) for (const own of people.values()) yield* own;
  }

  ofUser(tenantId: string, userId: string): readonly Connection[] {
    return [...(this.tenants.get(tenantId)?.get(userId) ?? [])];
  }

  ofTenant(tenantId: string): readonly Connection[] {
    return [...(this.tenants.get(tenantId)?.values() ?? [])].flatMap((own) => [...own]);
  }

  private own(tenantId: string, userId: string): Set<Connection> {
    let people = this.tenants.get(tenantId);
    if (!people) this.tenants.set(tenantId, (people = new Map<string, Set<Connection>>()));
    let own = people.get(userId);
    if (!own) people.set(userId, (own = new Set<Connection>()));
    return own;
  }
}
