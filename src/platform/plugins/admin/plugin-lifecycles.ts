import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../sdk/errors.js';
import type { PluginLifecycle } from '../../../sdk/plugin.js';
import { requireContext, runInContext } from '../../context/request-context.js';
import { logger } from '../../telemetry/logger.js';
import { PluginRegistry } from '../plugin-registry.js';
import { withTimeLimit } from '../../background/time-limit.js';

const HOOK_LIMIT_MS = 4000;

/** Runs a plugin's own part of being switched, inside the transaction that switches it. */
@Injectable()
export class PluginLifecycles {
  constructor(private readonly registry: PluginRegistry) {}

  /** A hook that throws or hangs undoes the switch: the plugin's own refusal, or 503 `PLUGIN_FAILED`. */
  async run(pluginId: string, hook: keyof PluginLifecycle): Promise<void> {
    const manifest = this.registry.manifests.get(pluginId);
    if (!manifest?.lifecycle || this.registry.isQuarantined(pluginId)) return;
    const lifecycle = this.registry.instanceOf(manifest.lifecycle);
    const { tenant: _, ...context } = requireContext();
    try {
      await runInContext({ ...context, plugin: pluginId }, () =>
        withTimeLimit(Promise.resolve(lifecycle[hook]?.()), HOOK_LIMIT_MS, `${hook} of ${pluginId}`),
      );
    } catch (error) {
      if (error instanceof DomainError) throw error;
      logger.error({ err: error, plugin_id: pluginId, hook }, 'a lifecycle hook failed: nothing was changed');
      throw new DomainError(503, 'PLUGIN_FAILED', `The plugin ${pluginId} could not be changed`, {
        plugin: pluginId,
        retryAfter: 60,
        cause: error,
      });
    }
  }
}
