import { Injectable } from '@nestjs/common';
import { Forbidden, InvalidInput, PluginFailed } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { PluginRegistry } from '../plugin-registry.js';
import { missingConsent } from '../settings/missing-consent.js';
import { PluginLifecycles } from './plugin-lifecycles.js';
import { PluginNews } from './plugin-news.js';
import { planSwitch } from './plan-switch.js';
import { type Switchboard, TenantSwitches, untouched } from './tenant-switches.js';

/** Switches plugins of the current tenant on and off, in the open unit of work. */
@Injectable()
export class PluginSwitching {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly registry: PluginRegistry,
    private readonly switches: TenantSwitches,
    private readonly lifecycles: PluginLifecycles,
    private readonly news: PluginNews,
  ) {}

  /**
   * Throws `Conflict` naming what else must change, `Forbidden` for what plan or region exclude, `InvalidInput` where
   * consent is missing, and whatever a plugin's own hook throws; then nothing has changed.
   */
  async apply(board: Switchboard, pluginId: string, enabled: boolean, withDependencies: boolean): Promise<void> {
    if (board.isSystem) throw new Forbidden('Operators have no plugins of their own');
    const isOn = (id: string): boolean => board.rows.get(id)?.enabled ?? false;
    const plan = planSwitch(this.registry.manifests, isOn, pluginId, enabled, withDependencies);
    if (enabled) for (const id of plan) this.checkAllowed(board, id);
    for (const id of plan) await this.switchOne(board, id, enabled);
  }

  private async switchOne(board: Switchboard, id: string, enabled: boolean): Promise<void> {
    const row = board.rows.get(id) ?? untouched(id);
    const revision = await this.switches.store({ ...row, enabled });
    await this.lifecycles.run(id, enabled ? 'onEnable' : 'onDisable');
    this.uow.audit({ action: enabled ? 'plugins.enabled' : 'plugins.disabled', category: 'configuration', target: { type: 'plugin', id } });
    this.news.changed({ plugin: id, enabled, revision });
  }

  private checkAllowed(board: Switchboard, id: string): void {
    const manifest = this.registry.manifests.get(id);
    for (const { kind } of board.activations.get(id)?.blockedBy ?? []) {
      if (kind === 'quarantined') throw new PluginFailed(id);
      if (kind === 'not-entitled') throw new Forbidden(`${id} is not part of this institution's plan`, 'FORBIDDEN', { plugin: id });
      if (kind === 'region') throw new Forbidden(`${id} may not be used in this institution's region`, 'FORBIDDEN', { plugin: id });
      if (kind === 'consent' && manifest) {
        const row = board.rows.get(id) ?? untouched(id);
        const missing = Object.entries(missingConsent(manifest, row.settings, row.settingsVersion));
        throw new InvalidInput(Object.fromEntries(missing.map(([field, problems]) => [`settings.${field}`, problems])));
      }
    }
  }
}
