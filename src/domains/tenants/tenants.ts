import { Injectable } from '@nestjs/common';
import { SYSTEM_TENANT_ID } from '../../platform/tenancy/system-tenant.js';
import { TenantChanges } from '../../platform/tenancy/tenant-changes.js';
import { TenantVisits } from '../../platform/tenancy/tenant-visits.js';
import { localeChanged } from '../../sdk/contracts/tenants.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { TenantView } from './tenants.schemas.js';

/** The columns of a `TenantView`, from `core.tenants t`. */
export const TENANT_COLUMNS = `t.id, t.slug, t.name, t.active AS is_active, t.is_default, t.plan, t.region, t.timezone, t.locale,
  ARRAY(SELECT d.domain FROM core.tenant_domains d WHERE d.tenant_id = t.id ORDER BY d.domain) AS domains, t.created_at, t.updated_at`;

/** Changes of one tenant's row take turns, whoever makes them. The application may not lock the row itself. */
export const lockTenant = async (uow: UnitOfWork, id: string): Promise<void> => {
  await uow.em.query(`SELECT pg_advisory_xact_lock(hashtextextended('tenant:' || $1, 0))`, [id]);
};

/** Institutions as operators handle them, in the open unit of work of the tenant `system`. */
@Injectable()
export class Tenants {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly visits: TenantVisits,
    private readonly changes: TenantChanges,
  ) {}

  /** Throws `NotFound('tenant')`. */
  async byId(id: string): Promise<TenantView> {
    const [tenant] = await this.uow.query<TenantView>(`SELECT ${TENANT_COLUMNS} FROM core.tenants t WHERE t.id = $1`, [id]);
    if (!tenant) throw new NotFound('tenant');
    return tenant;
  }

  /** The tenant, with other changes of it waiting for the end of this transaction. The tenant `system` is not theirs to change. */
  async lock(id: string): Promise<TenantView> {
    await lockTenant(this.uow, id);
    const tenant = await this.byId(id);
    if (tenant.id === SYSTEM_TENANT_ID) throw new Conflict('The institution of the operators cannot be changed');
    return tenant;
  }

  async assertPlan(plan: string): Promise<void> {
    const found = await this.uow.query('SELECT 1 FROM core.plan WHERE id = $1', [plan]);
    if (found.length === 0) throw new InvalidInput({ plan: ['There is no such plan'] });
  }

  /** Writes the act into the operators' audit and into the institution's own, and tells every process. */
  async record(id: string, action: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    const entry = { action, category: 'configuration', target: { type: 'tenant', id }, detail } as const;
    this.uow.audit(entry);
    await this.visits.visit(id, async () => this.uow.audit(entry));
    this.uow.afterCommit(() => this.changes.announce(id));
  }

  /** Tells the institution's own consumers. */
  async publishLocale(id: string, locale: string): Promise<void> {
    await this.visits.visit(id, async () => this.uow.publish(localeChanged, { key: id, data: { locale } }));
  }
}
