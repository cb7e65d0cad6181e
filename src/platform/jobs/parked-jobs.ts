import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { runForTenant } from '../context/request-context.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { logger } from '../telemetry/logger.js';
import { TenantChanges } from '../tenancy/tenant-changes.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import { ParkedJobRelease } from './parked-job-release.js';

/** Lets go of the jobs of a plugin once its institution has it on again. */
@Injectable()
export class ParkedJobs implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly changes: TenantChanges,
    private readonly tenants: TenantDirectory,
    private readonly gate: PluginGate,
    private readonly release: ParkedJobRelease,
  ) {}

  onModuleInit(): void {
    if (this.config.role === 'api') return;
    this.changes.onChange((tenantId) => {
      this.reconsider(tenantId).catch((error: unknown) => logger.debug({ err: error, tenantId }, 'parked jobs were not looked at'));
    });
  }

  private async reconsider(tenantId: string): Promise<void> {
    const tenant = await this.tenants.byId(tenantId);
    if (!tenant) return;
    await runForTenant(tenantId, () => this.release.run((pluginId) => this.gate.isEffective(tenant, pluginId)));
  }
}
