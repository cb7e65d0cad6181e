import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { TenantSettings, type VersionedSettings } from '../../../sdk/settings.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { currentContext } from '../../context/request-context.js';
import type { PluginActivation } from '../activation.js';
import { PluginRegistry } from '../plugin-registry.js';
import { readSettings } from './read-settings.js';
import { SettingsVault } from './settings-vault.js';
import { markedFields } from './setting-marks.js';

/** A row of `core.tenant_plugin` as settings are read from it. */
export interface StoredSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settings_version: number;
  /** Sealed, by field. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Reads from what the request knows of its tenant; from the row itself in background work, and for secrets. */
@Injectable()
export class StoredTenantSettings extends TenantSettings {
  /** Parsed once per snapshot of the tenant. */
  private readonly parsed = new WeakMap<PluginActivation, unknown>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly registry: PluginRegistry,
    private readonly vault: SettingsVault,
  ) {
    super();
  }

  async of<S extends z.ZodObject>(settings: VersionedSettings<S>): Promise<z.output<S>> {
    const pluginId = this.registry.ownerOfSettings(settings);
    const activation = currentContext()?.tenant?.plugins.get(pluginId);
    if (activation && markedFields(settings.schema, 'secret').length === 0) return this.fromSnapshot(settings, activation);
    const [row] = await this.uow.query<StoredSettings>(
      'SELECT settings, settings_version, secrets FROM core.tenant_plugin WHERE plugin_id = $1',
      [pluginId],
    );
    if (!row) return readSettings(settings, {}, settings.version);
    const values = { ...row.settings, ...this.vault.open(pluginId, row.secrets) };
    return readSettings(settings, values, row.settings_version);
  }

  private fromSnapshot<S extends z.ZodObject>(settings: VersionedSettings<S>, activation: PluginActivation): z.output<S> {
    const known = this.parsed.get(activation) as z.output<S> | undefined;
    if (known) return known;
    const parsed = readSettings(settings, activation.settings, activation.settingsVersion);
    this.parsed.set(activation, Object.freeze(parsed));
    return parsed;
  }
}
