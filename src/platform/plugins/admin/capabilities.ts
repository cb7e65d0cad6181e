import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../sdk/principal.js';
import { requireContext } from '../../context/request-context.js';
import { PluginGate } from '../gate/plugin-gate.js';
import { PluginRegistry } from '../plugin-registry.js';
import { readSettings } from '../settings/read-settings.js';
import { publicSettings } from '../settings/settings-form.js';
import type { CapabilitiesView } from './plugins.schemas.js';

/** What a front end may show to whoever is signed in. */
@Injectable()
export class Capabilities {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly gate: PluginGate,
  ) {}

  of(caller: Principal): CapabilitiesView {
    const { tenant } = requireContext();
    if (!tenant) throw new Error('Capabilities are those of a tenant');
    const effective = this.registry.running.filter(({ id }) => this.gate.isEffective(tenant, id));
    const shut = [...this.registry.manifests.values()].filter((manifest) => !effective.includes(manifest));
    const idle = new Set(shut.flatMap(({ permissions }) => permissions.map(({ name }) => name)));
    return {
      plugins: effective.map(({ id, version, settings: { tenant: declared } }) => {
        const activation = tenant.plugins.get(id);
        const values = declared && activation ? readSettings(declared, activation.settings, activation.settingsVersion) : {};
        return { id, version, settings: publicSettings(declared, values) };
      }),
      permissions: [...caller.permissions].filter((name) => !idle.has(name)).sort(),
      revision: tenant.revision,
    };
  }
}
