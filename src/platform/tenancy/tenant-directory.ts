import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runForTenant } from '../context/request-context.js';
import { toDomainError } from '../database/database-errors.js';
import { PluginActivations } from '../plugins/plugin-activations.js';
import { LOAD_TENANT, type TenantRow } from './load-tenant.js';
import type { TenantSnapshot } from './tenant.js';
import { tenantPoliciesSchema } from './tenant-policies.js';

/** How long snapshots are believed after the last successful look at what changed. */
const SNAPSHOT_TRUST_MS = 4500;
const UNKNOWN_HOST_MS = 2000;

/** Slugs and host names. Anything else belongs to nobody, and is not worth a question or a place in memory. */
const NAME = /^[a-z0-9.-]{1,253}$/;

/** Tenants by id, slug and domain, kept in memory while the change poll keeps succeeding. */
@Injectable()
export class TenantDirectory {
  private readonly snapshots = new LRUCache<string, TenantSnapshot>({ max: 10_000 });
  private readonly ids = new LRUCache<string, string>({ max: 20_000 });
  private readonly unknown = new LRUCache<string, true>({ max: 10_000, ttl: UNKNOWN_HOST_MS, ttlResolution: 100 });
  private readonly loading = new Map<string, Promise<TenantSnapshot | undefined>>();
  private epoch = 0;
  private confirmedAt = 0;

  constructor(
    private readonly source: DataSource,
    private readonly uow: UnitOfWork,
    private readonly activations: PluginActivations,
  ) {}

  /** The tenant, or undefined when there is none with this id. */
  async byId(id: string): Promise<TenantSnapshot | undefined> {
    const kept = this.snapshots.get(id);
    if (kept && performance.now() - this.confirmedAt < SNAPSHOT_TRUST_MS) return kept;
    let load = this.loading.get(id);
    if (!load) {
      load = this.load(id).finally(() => this.loading.delete(id));
      this.loading.set(id, load);
    }
    return load;
  }

  async bySlug(slug: string): Promise<TenantSnapshot | undefined> {
    return NAME.test(slug) ? this.lookUp(`slug:${slug}`, 'SELECT id FROM core.tenants WHERE slug = $1', [slug]) : undefined;
  }

  /** By a registered domain of its own, in lower case and without port. */
  async byDomain(domain: string): Promise<TenantSnapshot | undefined> {
    const sql = 'SELECT tenant_id AS id FROM core.tenant_domains WHERE domain = $1';
    return NAME.test(domain) ? this.lookUp(`domain:${domain}`, sql, [domain]) : undefined;
  }

  /** The tenant of clients that know no tenants. */
  async default(): Promise<TenantSnapshot | undefined> {
    return this.lookUp('default', 'SELECT id FROM core.tenants WHERE is_default', []);
  }

  /** Drops what is kept of a tenant; a load that is under way is not kept either. */
  forget(id: string): void {
    this.epoch += 1;
    this.snapshots.delete(id);
    this.loading.delete(id);
    for (const [key, value] of this.ids.entries()) if (value === id) this.ids.delete(key);
    this.unknown.clear();
  }

  forgetAll(): void {
    this.epoch += 1;
    this.snapshots.clear();
    this.loading.clear();
    this.ids.clear();
    this.unknown.clear();
  }

  /** The change poll found these revisions: what is older is dropped, the rest is good for a while longer. */
  confirm(changed: readonly { readonly id: string; readonly revision: number }[], asOf: number): void {
    for (const { id, revision } of changed) {
      const kept = this.snapshots.peek(id);
      if (kept && kept.revision !== revision) this.forget(id);
    }
    this.confirmedAt = asOf;
  }

  private async lookUp(key: string, sql: string, values: readonly string[]): Promise<TenantSnapshot | undefined> {
    const known = this.ids.get(key);
    if (known) return this.byId(known);
    if (this.unknown.has(key)) return undefined;
    const epoch = this.epoch;
    const [row] = await this.read<{ id: string }>(sql, values);
    if (!row) {
      if (epoch === this.epoch) this.unknown.set(key, true);
      return undefined;
    }
    if (epoch === this.epoch) this.ids.set(key, row.id);
    return this.byId(row.id);
  }

  private async read<R>(sql: string, values: readonly string[]): Promise<R[]> {
    try {
      return await this.source.query<R[]>(sql, [...values]);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  private async load(id: string): Promise<TenantSnapshot | undefined> {
    const epoch = this.epoch;
    const startedAt = performance.now();
    const [row] = await runForTenant(id, () => this.uow.query<TenantRow>(LOAD_TENANT, [id]));
    if (!row) return undefined;
    const snapshot = this.snapshotOf(row);
    if (epoch !== this.epoch) return this.load(id);
    this.snapshots.set(id, snapshot);
    if (this.confirmedAt === 0) this.confirmedAt = startedAt;
    return snapshot;
  }

  private snapshotOf(row: TenantRow): TenantSnapshot {
    return Object.freeze({
      id: row.id,
      slug: row.slug,
      name: row.name,
      active: row.active,
      plan: row.plan,
      region: row.region ?? undefined,
      timezone: row.timezone,
      locale: row.locale,
      policies: tenantPoliciesSchema.parse(row.policies),
      limits: row.limits,
      revision: Number(row.revision),
      plugins: this.activations.forTenant({
        planPlugins: row.plan_plugins,
        region: row.region ?? undefined,
        switches: row.switches,
      }),
    });
  }
}
