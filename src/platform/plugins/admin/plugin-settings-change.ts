import { Injectable } from '@nestjs/common';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { changeSettings } from '../settings/change-settings.js';
import { SettingsVault } from '../settings/settings-vault.js';
import { PluginNews } from './plugin-news.js';
import { type Switchboard, TenantSwitches, untouched } from './tenant-switches.js';

/** Changes the settings of a plugin in the open unit of work. */
@Injectable()
export class PluginSettingsChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly switches: TenantSwitches,
    private readonly vault: SettingsVault,
    private readonly news: PluginNews,
  ) {}

  /** Throws `InvalidInput` with paths below `settings`. The audit names the fields, never their values. */
  async apply({ id, settings: { tenant } }: PluginManifest, board: Switchboard, change: Readonly<Record<string, unknown>>): Promise<void> {
    const row = board.rows.get(id) ?? untouched(id);
    const stored = { ...row.settings, ...this.vault.open(id, row.secrets) };
    const { settings, secrets, fields } = changeSettings(tenant, stored, row.settingsVersion, change);
    if (fields.length === 0) return;
    const revision = await this.switches.store({
      pluginId: id,
      enabled: row.enabled,
      settings,
      settingsVersion: tenant?.version ?? 1,
      secrets: this.vault.seal(id, secrets),
    });
    this.uow.audit({ action: 'plugins.settings-changed', category: 'configuration', target: { type: 'plugin', id }, detail: { fields } });
    this.news.changed({ plugin: id, enabled: row.enabled, revision });
  }
}
