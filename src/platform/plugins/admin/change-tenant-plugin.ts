import { Injectable } from '@nestjs/common';
import { Preconditions } from '../../../sdk/page.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { TenantChanges } from '../../tenancy/tenant-changes.js';
import { PluginSettingsChange } from './plugin-settings-change.js';
import { PluginSwitching } from './plugin-switching.js';
import type { ChangePlugin, TenantPluginView } from './plugins.schemas.js';
import { TenantPlugins } from './tenant-plugins.js';

/** An admin changes a plugin of their institution: settings first, then the switch, all or nothing. */
@Injectable()
export class ChangeTenantPlugin {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: TenantChanges,
    private readonly preconditions: Preconditions,
    private readonly plugins: TenantPlugins,
    private readonly switching: PluginSwitching,
    private readonly settings: PluginSettingsChange,
  ) {}

  run(pluginId: string, change: ChangePlugin): Promise<TenantPluginView> {
    const manifest = this.plugins.manifest(pluginId);
    return this.uow.run(async () => {
      // locks the tenant's row, so that two admins change its plugins one after the other
      await this.changes.mark();
      this.preconditions.check(await this.plugins.read(pluginId));
      if (change.settings) await this.settings.apply(manifest, await this.plugins.board(), change.settings);
      if (change.enabled !== undefined) {
        await this.switching.apply(await this.plugins.board(), pluginId, change.enabled, change.with_dependencies ?? false);
      }
      return this.plugins.read(pluginId);
    });
  }
}
