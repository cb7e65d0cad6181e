import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../permissions/permission-catalog.js';
import { Capabilities } from './capabilities.js';
import { ChangeTenantPlugin } from './change-tenant-plugin.js';
import { PluginLifecycles } from './plugin-lifecycles.js';
import { PluginSettingsChange } from './plugin-settings-change.js';
import { PluginNews } from './plugin-news.js';
import { PluginSwitching } from './plugin-switching.js';
import { PluginsController } from './plugins.controller.js';
import { pluginPermissions } from './plugins.permissions.js';
import { PurgePlugin } from './purge-plugin.js';
import { TenantPlugins } from './tenant-plugins.js';
import { TenantPluginsController } from './tenant-plugins.controller.js';
import { TenantSwitches } from './tenant-switches.js';

/** How institutions see, switch and set plugins. */
@Module({
  controllers: [PluginsController, TenantPluginsController],
  providers: [
    Capabilities,
    ChangeTenantPlugin,
    PluginLifecycles,
    PluginSettingsChange,
    PluginNews,
    PluginSwitching,
    PurgePlugin,
    TenantPlugins,
    TenantSwitches,
  ],
  exports: [PluginSwitching, PurgePlugin, TenantPlugins, TenantSwitches],
})
export class PluginAdminModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(pluginPermissions);
  }
}
