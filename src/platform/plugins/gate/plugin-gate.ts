import { Injectable } from '@nestjs/common';
import { PluginDisabled, PluginFailed } from '../../../sdk/errors.js';
import { requireContext } from '../../context/request-context.js';
import type { TenantSnapshot } from '../../tenancy/tenant.js';
import { PluginRegistry } from '../plugin-registry.js';

/** The one gate before every door into plugin code: routes, aliases, events, jobs, sockets, extension points. */
@Injectable()
export class PluginGate {
  constructor(private readonly registry: PluginRegistry) {}

  /** Whether the tenant may use the plugin now. What is not known is not allowed. */
  isEffective(tenant: TenantSnapshot, pluginId: string): boolean {
    return tenant.plugins.get(pluginId)?.effective === true && !this.registry.isQuarantined(pluginId);
  }

  /** Throws `PluginFailed` or `PluginDisabled` unless the tenant of the context may use the plugin; else marks the context as the plugin's. */
  check(pluginId: string): void {
    if (this.registry.isQuarantined(pluginId)) throw new PluginFailed(pluginId);
    const context = requireContext();
    const activation = context.tenant?.plugins.get(pluginId);
    if (!activation?.effective) {
      const failed = activation?.blockedBy.find((reason) => reason.kind === 'requires' && this.registry.isQuarantined(reason.plugin));
      throw failed ? new PluginFailed(pluginId) : new PluginDisabled(pluginId);
    }
    context.plugin = pluginId;
  }
}
