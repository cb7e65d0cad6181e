import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { Conflict } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Tenants } from './tenants.js';
import type { TenantChangesInput, TenantView } from './tenants.schemas.js';

/** Changes, closes and reopens institutions, for operators. */
@Injectable()
export class ChangeTenant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tenants: Tenants,
    private readonly preconditions: Preconditions,
  ) {}

  async run(id: string, changes: TenantChangesInput): Promise<TenantView> {
    return this.uow.run(async () => {
      const before = await this.tenants.lock(id);
      this.preconditions.check(before);
      if (changes.plan !== undefined) await this.tenants.assertPlan(changes.plan);
      this.assertDefaultStaysOpen(before, changes);
      await this.write('SELECT core.administer_tenant($1, $2)', id, JSON.stringify(changes));
      await this.tenants.record(id, 'tenants.changed', { ...changes });
      if (changes.locale !== undefined && changes.locale !== before.locale) await this.tenants.publishLocale(id, changes.locale);
      return this.tenants.byId(id);
    });
  }

  /** Its people cannot sign in any more and their tokens are refused; every row stays, and `is_active: true` opens it again. */
  async close(id: string): Promise<void> {
    await this.uow.run(async () => {
      const before = await this.tenants.lock(id);
      this.assertDefaultStaysOpen(before, { is_active: false });
      if (!before.is_active) return;
      await this.write('SELECT core.administer_tenant($1, $2)', id, JSON.stringify({ is_active: false }));
      await this.tenants.record(id, 'tenants.closed', {});
    });
  }

  /** Sets the host names that lead to the institution; a name belongs to one institution only. */
  async setDomains(id: string, domains: readonly string[]): Promise<TenantView> {
    return this.uow.run(async () => {
      const before = await this.tenants.lock(id);
      this.preconditions.check(before);
      await this.write('SELECT core.set_tenant_domains($1, $2)', id, [...new Set(domains)]);
      await this.tenants.record(id, 'tenants.domains-changed', { domains });
      return this.tenants.byId(id);
    });
  }

  private assertDefaultStaysOpen(before: TenantView, changes: Pick<TenantChangesInput, 'is_active' | 'is_default'>): void {
    const open = changes.is_active ?? before.is_active;
    if ((before.is_default || changes.is_default) && !open) {
      throw new Conflict('The default institution cannot be closed: make another one the default first');
    }
  }

  private async write(sql: string, id: string, value: string | string[]): Promise<void> {
    try {
      await this.uow.em.query(sql, [id, value]);
    } catch (error) {
      if (isUniqueViolation(error, 'tenants_slug_key')) throw new Conflict('This slug is already in use');
      if (isUniqueViolation(error, 'tenant_domains_domain_key')) throw new Conflict('A domain belongs to another institution already');
      throw error;
    }
  }
}
