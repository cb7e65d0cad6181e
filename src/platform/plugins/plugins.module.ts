import { type DynamicModule, Global, Module } from '@nestjs/common';
import { InstanceSettings, TenantSettings } from '../../sdk/settings.js';
import { PluginHealthChecks } from './admin/plugin-health.js';
import type { PluginHost } from './boot/plugin-host.js';
import { LoadingModule } from './boot/plugin-loader.js';
import { PluginGate } from './gate/plugin-gate.js';
import { PluginActivations } from './plugin-activations.js';
import { PluginRegistry } from './plugin-registry.js';
import { RegisteredActivations } from './registered-activations.js';
import { PluginSecrets } from './settings/plugin-secrets.js';
import { SettingsVault } from './settings/settings-vault.js';
import { StoredTenantSettings } from './settings/stored-tenant-settings.js';

/** The plugin host: what is installed, and the gate before it. */
@Global()
@Module({})
export class PluginsModule {
  static forRoot({ registry, instanceSettings }: PluginHost): DynamicModule {
    return {
      module: PluginsModule,
      imports: [LoadingModule],
      providers: [
        { provide: PluginRegistry, useValue: registry },
        { provide: PluginActivations, useClass: RegisteredActivations },
        { provide: InstanceSettings, useValue: instanceSettings },
        { provide: TenantSettings, useClass: StoredTenantSettings },
        PluginGate,
        PluginHealthChecks,
        PluginSecrets,
        SettingsVault,
      ],
      exports: [PluginRegistry, PluginActivations, InstanceSettings, TenantSettings, PluginGate, PluginHealthChecks, SettingsVault],
    };
  }
}
