import { Injectable } from '@nestjs/common';
import type { TenantLimits } from '../../platform/tenancy/tenant.js';
import { TenantChanges } from '../../platform/tenancy/tenant-changes.js';
import { localeChanged, tenantPoliciesChanged } from '../../sdk/contracts/tenants.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { IdentityProviders } from './identity-providers.js';
import { OwnTenant, type OwnTenantRow, ownTenantView } from './own-tenant.js';
import type { OwnTenantChanges, OwnTenantView, PolicyChanges } from './own-tenant.schemas.js';
import { lockTenant } from './tenants.js';

/** Changes the caller's own institution: what is not named stays as it is. */
@Injectable()
export class ChangeOwnTenant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tenant: OwnTenant,
    private readonly providers: IdentityProviders,
    private readonly preconditions: Preconditions,
    private readonly changes: TenantChanges,
  ) {}

  async run(caller: Principal, input: OwnTenantChanges): Promise<OwnTenantView> {
    return this.uow.run(async (em) => {
      const { tenantId } = this.uow;
      await lockTenant(this.uow, tenantId);
      const before = await this.tenant.row();
      this.preconditions.check(ownTenantView(before, caller));
      await em.query('SELECT core.change_own_tenant($1)', [JSON.stringify(this.columns(before, input))]);
      this.uow.audit({
        action: 'tenant.changed',
        category: 'configuration',
        target: { type: 'tenant', id: tenantId },
        detail: namesOf(input),
      });
      if (input.policies) this.uow.publish(tenantPoliciesChanged, { key: tenantId, data: { changed: Object.keys(input.policies) } });
      if (input.locale !== undefined && input.locale !== before.locale) {
        this.uow.publish(localeChanged, { key: tenantId, data: { locale: input.locale } });
      }
      this.uow.afterCommit(() => this.changes.announce(tenantId));
      return this.tenant.view(caller);
    });
  }

  private columns(before: OwnTenantRow, { name, timezone, locale, branding, policies, limits }: OwnTenantChanges) {
    return {
      name,
      timezone,
      locale,
      ...(branding ? { branding: withoutNulls({ ...before.branding, ...branding }) } : {}),
      ...(policies ? { policies: this.policies(before, policies) } : {}),
      ...(limits ? { limits: withoutNulls({ ...before.limits, ...limits }) as TenantLimits } : {}),
    };
  }

  private policies({ policies: before }: OwnTenantRow, changes: PolicyChanges) {
    const { identity_providers: providers, code_quota: quota, ...rest } = changes;
    const merged = providers ? this.providers.merge(before.identity_providers, providers) : before.identity_providers;
    return { ...before, ...rest, code_quota: { ...before.code_quota, ...quota }, identity_providers: merged };
  }
}

const withoutNulls = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** Which fields changed, not to what: a provider's secret may be among them. */
const namesOf = (input: OwnTenantChanges): Record<string, unknown> => ({
  changed: Object.entries(input).flatMap(([field, value]) =>
    typeof value === 'object' ? Object.keys(value).map((inner) => `${field}.${inner}`) : [field],
  ),
});
