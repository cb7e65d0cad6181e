import type { PluginActivation } from './activation.js';

/** The facts about a tenant that decide which plugins are effective for it. */
export interface ActivationFacts {
  /** Plugins its plan entitles it to; null entitles to all. */
  readonly planPlugins: readonly string[] | null;
  readonly region: string | undefined;
  readonly switches: readonly PluginSwitch[];
}

/** A row of `core.tenant_plugin`. */
export interface PluginSwitch {
  readonly pluginId: string;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsVersion: number;
  readonly revision: number;
}

/** Decides for every installed plugin whether it is effective for a tenant. Implemented by the plugin host. */
export abstract class PluginActivations {
  abstract forTenant(facts: ActivationFacts): ReadonlyMap<string, PluginActivation>;
}
