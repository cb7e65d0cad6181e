import { Injectable } from '@nestjs/common';
import type { TenantLimits, TenantPolicies } from '../../platform/tenancy/tenant.js';
import { tenantPoliciesSchema } from '../../platform/tenancy/tenant-policies.js';
import { effectiveLimits } from '../../platform/throttling/policies.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { OwnTenantView } from './own-tenant.schemas.js';

/** The institution of the context, as stored. */
export interface OwnTenantRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly plan: string;
  readonly region: string | null;
  readonly timezone: string;
  readonly locale: string;
  readonly branding: Readonly<Record<string, string>>;
  readonly policies: TenantPolicies;
  readonly limits: TenantLimits;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const SELECT = `SELECT id, slug, name, plan, region, timezone, locale, branding, policies, limits, created_at, updated_at
  FROM core.tenants WHERE id = $1`;

/** Reads the institution of the context, past every snapshot. */
@Injectable()
export class OwnTenant {
  constructor(private readonly uow: UnitOfWork) {}

  async row(): Promise<OwnTenantRow> {
    const [row] = await this.uow.query<OwnTenantRow>(SELECT, [this.uow.tenantId]);
    if (!row) throw new Error('The tenant of the context is gone');
    return { ...row, policies: tenantPoliciesSchema.parse(row.policies) };
  }

  async view(caller: Principal): Promise<OwnTenantView> {
    return ownTenantView(await this.row(), caller);
  }
}

/** Who may change policies sees all of them; others those that concern them. Secrets are seen by nobody. */
export const ownTenantView = (row: OwnTenantRow, caller: Principal): OwnTenantView => {
  const { identity_providers: providers, shared_networks, allowed_origins, ...common } = row.policies;
  const shown = providers.map(({ secret, ...provider }) => ({
    ...provider,
    algorithms: [...provider.algorithms],
    ...(secret === undefined ? {} : { secret: { set: true as const } }),
  }));
  const full = { shared_networks: [...shared_networks], allowed_origins: [...allowed_origins], identity_providers: shown };
  const policies = caller.permissions.has('tenant:write') ? { ...common, ...full } : common;
  return { ...row, policies, limits: effectiveLimits(row.limits) };
};
