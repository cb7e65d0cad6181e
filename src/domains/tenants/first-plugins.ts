import { Injectable } from '@nestjs/common';
import { PluginSwitching } from '../../platform/plugins/admin/plugin-switching.js';
import { TenantSwitches } from '../../platform/plugins/admin/tenant-switches.js';
import { PluginRegistry } from '../../platform/plugins/plugin-registry.js';
import { InvalidInput } from '../../sdk/errors.js';

/** What every institution starts with, where it is part of the plan. */
const ALWAYS = 'route-aliases';

/** The plugins a new institution has on. */
@Injectable()
export class FirstPlugins {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly switches: TenantSwitches,
    private readonly switching: PluginSwitching,
  ) {}

  /** Throws `InvalidInput` for one that is not installed. */
  assertInstalled(wanted: readonly string[]): void {
    const unknown = wanted.filter((id) => !this.registry.manifests.has(id));
    if (unknown.length > 0) throw new InvalidInput({ plugins: unknown.map((id) => `There is no plugin ${id}`) });
  }

  /** In the open unit of work of the new tenant. Throws `Conflict` naming what a wanted plugin requires besides. */
  async switchOn(wanted: readonly string[]): Promise<void> {
    for (const id of this.registry.manifests.keys()) {
      const board = await this.switches.load();
      const given = id === ALWAYS && board.activations.get(id)?.entitled === true && !this.registry.isQuarantined(id);
      if (given || wanted.includes(id)) await this.switching.apply(board, id, true, false);
    }
  }
}
