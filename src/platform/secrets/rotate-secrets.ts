import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runForTenant } from '../context/request-context.js';
import { SystemAccess } from '../tenancy/system-access.js';

/** Somewhere that sealed secrets are kept. */
export interface SecretStore {
  /** Seals anew, in the open unit of work of a tenant, what is sealed under an older key. Answers how many. */
  renew(): Promise<number>;
}

/**
 * Brings every secret under the current key, tenant by tenant, so that an older key can be taken out of the
 * configuration. Safe to run again, and while the installation serves.
 */
@Injectable()
export class RotateSecrets {
  private readonly stores: SecretStore[] = [];

  constructor(
    private readonly system: SystemAccess,
    private readonly uow: UnitOfWork,
  ) {}

  register(store: SecretStore): void {
    this.stores.push(store);
  }

  async run(): Promise<{ readonly tenants: number; readonly renewed: number }> {
    const tenants = await this.system.run((query) => query<{ id: string }>('SELECT id FROM core.tenants ORDER BY id'));
    let renewed = 0;
    for (const { id: tenantId } of tenants) renewed += await this.renewFor(tenantId);
    return { tenants: tenants.length, renewed };
  }

  private renewFor(tenantId: string): Promise<number> {
    return runForTenant(tenantId, () =>
      this.uow.run(async () => {
        let renewed = 0;
        for (const store of this.stores) renewed += await store.renew();
        if (renewed > 0) this.uow.audit({ action: 'secrets.rotated', category: 'security', detail: { renewed } });
        return renewed;
      }),
    );
  }
}
