import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { RotateSecrets, type SecretStore } from '../../secrets/rotate-secrets.js';
import { SettingsVault } from './settings-vault.js';

interface SecretsRow {
  readonly plugin_id: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Secret settings of plugins, as far as key rotation is concerned. */
@Injectable()
export class PluginSecrets implements SecretStore {
  constructor(
    rotation: RotateSecrets,
    private readonly uow: UnitOfWork,
    private readonly vault: SettingsVault,
  ) {
    rotation.register(this);
  }

  async renew(): Promise<number> {
    const rows = await this.uow.em.query<SecretsRow[]>(
      `SELECT plugin_id, secrets FROM core.tenant_plugin WHERE secrets <> '{}' ORDER BY plugin_id FOR UPDATE`,
    );
    let renewed = 0;
    for (const { plugin_id: pluginId, secrets } of rows) {
      const fresh = this.vault.renew(pluginId, secrets);
      if (!fresh) continue;
      await this.uow.em.query('UPDATE core.tenant_plugin SET secrets = $2 WHERE plugin_id = $1', [pluginId, JSON.stringify(fresh)]);
      renewed += Object.keys(fresh).length;
    }
    return renewed;
  }
}
