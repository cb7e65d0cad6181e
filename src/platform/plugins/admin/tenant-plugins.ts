import { Injectable } from '@nestjs/common';
import { NotFound } from '../../../sdk/errors.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { PluginRegistry } from '../plugin-registry.js';
import { readSettings, upcastSettings } from '../settings/read-settings.js';
import { maskSecrets } from '../settings/settings-form.js';
import { SettingsVault } from '../settings/settings-vault.js';
import { tenantPluginView } from './plugin-views.js';
import type { TenantPluginView } from './plugins.schemas.js';
import { type Switchboard, type SwitchRow, TenantSwitches } from './tenant-switches.js';

/** The plugins as the current institution has them. */
@Injectable()
export class TenantPlugins {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly switches: TenantSwitches,
    private readonly vault: SettingsVault,
  ) {}

  async list(): Promise<TenantPluginView[]> {
    const board = await this.switches.load();
    return [...this.registry.manifests.values()].map((manifest) => this.view(manifest, board));
  }

  /** Throws `NotFound` for a plugin that is not installed. */
  async read(pluginId: string): Promise<TenantPluginView> {
    return this.view(this.manifest(pluginId), await this.switches.load());
  }

  /** The switches as they are now, in the open unit of work if there is one. */
  board(): Promise<Switchboard> {
    return this.switches.load();
  }

  manifest(pluginId: string): PluginManifest {
    const manifest = this.registry.manifests.get(pluginId);
    if (!manifest) throw new NotFound('plugin');
    return manifest;
  }

  view(manifest: PluginManifest, board: Switchboard): TenantPluginView {
    const activation = board.activations.get(manifest.id);
    if (!activation) throw new NotFound('plugin');
    return tenantPluginView(manifest, activation, this.settings(manifest, board.rows.get(manifest.id)));
  }

  private settings(manifest: PluginManifest, row: SwitchRow | undefined): Record<string, unknown> {
    const { tenant: declared } = manifest.settings;
    if (!declared) return {};
    if (!row) return maskSecrets(declared, readSettings(declared, {}, declared.version), new Set());
    const values = readSettings(declared, row.settings, row.settingsVersion);
    return maskSecrets(declared, values, this.setSecrets(manifest, row));
  }

  /** Secrets are opened only where an older version may have named them differently. */
  private setSecrets({ id, settings: { tenant } }: PluginManifest, row: SwitchRow): ReadonlySet<string> {
    if (!tenant || row.settingsVersion === tenant.version) return new Set(Object.keys(row.secrets));
    const all = upcastSettings(tenant, { ...row.settings, ...this.vault.open(id, row.secrets) }, row.settingsVersion);
    return new Set(Object.keys(all));
  }
}
