import { Injectable } from '@nestjs/common';
import { Passwords } from '../../platform/auth/passwords.js';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { TenantVisits } from '../../platform/tenancy/tenant-visits.js';
import { Conflict } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Accounts } from '../users/accounts.js';
import { FirstPlugins } from './first-plugins.js';
import { Tenants } from './tenants.js';
import type { TenantView } from './tenants.schemas.js';

export interface TenantToCreate {
  readonly slug: string;
  readonly name: string;
  readonly plan?: string | undefined;
  readonly region?: string | null | undefined;
  /** IANA name; `UTC` when absent. */
  readonly timezone?: string | undefined;
  readonly locale?: string | undefined;
  /** Plugins that are on from the start, `route-aliases` besides. */
  readonly plugins?: readonly string[] | undefined;
  readonly isDefault?: boolean | undefined;
  readonly registration?: 'open' | 'closed' | undefined;
  readonly admin: { readonly email: string; readonly name: string; readonly password: string };
}

/** Onboards an institution with its first administrator. Runs in the tenant `system`, all in one transaction. */
@Injectable()
export class CreateTenant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly visits: TenantVisits,
    private readonly tenants: Tenants,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly plugins: FirstPlugins,
  ) {}

  /** Throws `Conflict` when the slug is taken, `InvalidInput` for an unknown plan or plugin. */
  async run(input: TenantToCreate): Promise<TenantView> {
    const passwordHash = await this.passwords.hash(input.admin.password);
    return this.uow.run(() => this.inTransaction(input, passwordHash));
  }

  /** In the open unit of work of the tenant `system`. */
  async inTransaction(input: TenantToCreate, passwordHash: string): Promise<TenantView> {
    const plan = input.plan ?? 'standard';
    await this.tenants.assertPlan(plan);
    const plugins = input.plugins ?? [];
    this.plugins.assertInstalled(plugins);
    const id = newId();
    await this.insert(id, { ...input, plan });
    await this.visits.visit(id, async () => {
      await this.accounts.add({ ...input.admin, role: 'admin' }, passwordHash);
      await this.plugins.switchOn(plugins);
    });
    await this.tenants.record(id, 'tenants.created', { slug: input.slug, plan, plugins });
    return this.tenants.byId(id);
  }

  private async insert(id: string, { slug, name, plan, region, timezone, locale, isDefault, registration }: TenantToCreate): Promise<void> {
    const row = {
      id,
      slug,
      name,
      plan,
      region: region ?? null,
      timezone: timezone ?? 'UTC',
      locale: locale ?? 'en',
      is_default: isDefault ?? false,
      policies: registration ? { registration } : {},
    };
    try {
      await this.uow.em.query('SELECT core.create_tenant($1)', [JSON.stringify(row)]);
    } catch (error) {
      throw isUniqueViolation(error, 'tenants_slug_key') ? new Conflict('This slug is already in use') : error;
    }
  }
}
