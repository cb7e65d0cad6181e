import type { BlockedReason, PluginActivation } from './activation.js';
import type { ActivationFacts, PluginSwitch } from './plugin-activations.js';

/** What the decision needs to know of an installed plugin. */
export interface InstalledPlugin {
  readonly id: string;
  readonly requires: readonly string[];
  readonly quarantined: boolean;
  /** ISO 3166 country codes or `EU`; everywhere when undefined. */
  readonly regions: readonly string[] | undefined;
  /** Whether the settings hold every consent the plugin's policy asks for. */
  hasConsent(settings: Readonly<Record<string, unknown>>, version: number): boolean;
}

/** Member states of the European Union, ISO 3166-1 alpha-2. */
const EU = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '));
const off: Omit<PluginSwitch, 'pluginId'> = { enabled: false, settings: {}, settingsVersion: 1, revision: 0 };

/** An unknown region is in none of the allowed ones. */
const regionAllowed = (allowed: readonly string[] | undefined, region: string | undefined): boolean =>
  allowed === undefined || (region !== undefined && (allowed.includes(region) || (allowed.includes('EU') && EU.has(region))));

/**
 * Which plugins a tenant may use: installed, not quarantined, entitled by plan, allowed by policy, switched on, and the
 * same for all it requires. What is not known to be allowed is not. `installed` is ordered by dependency.
 */
export const decideActivations = (installed: readonly InstalledPlugin[], facts: ActivationFacts): ReadonlyMap<string, PluginActivation> => {
  const switches = new Map(facts.switches.map((each) => [each.pluginId, each]));
  const decided = new Map<string, PluginActivation>();
  for (const plugin of installed) {
    const own = switches.get(plugin.id) ?? off;
    const entitled = facts.planPlugins === null || facts.planPlugins.includes(plugin.id);
    const blockedBy: BlockedReason[] = [];
    if (plugin.quarantined) blockedBy.push({ kind: 'quarantined' });
    if (!entitled) blockedBy.push({ kind: 'not-entitled' });
    if (!regionAllowed(plugin.regions, facts.region)) blockedBy.push({ kind: 'region' });
    if (!plugin.hasConsent(own.settings, own.settingsVersion)) blockedBy.push({ kind: 'consent' });
    if (!own.enabled) blockedBy.push({ kind: 'switched-off' });
    for (const required of plugin.requires) {
      if (!decided.get(required)?.effective) blockedBy.push({ kind: 'requires', plugin: required });
    }
    decided.set(plugin.id, {
      pluginId: plugin.id,
      effective: blockedBy.length === 0,
      enabled: own.enabled,
      entitled,
      blockedBy,
      settings: own.settings,
      settingsVersion: own.settingsVersion,
      revision: Number(own.revision),
    });
  }
  return decided;
};
