import type { PluginManifest } from '../../../sdk/plugin.js';
import type { BlockedReason, PluginActivation } from '../activation.js';
import type { PluginFailure } from '../plugin-failure.js';
import type { PluginRegistry } from '../plugin-registry.js';
import { settingsForm } from '../settings/settings-form.js';
import type { PluginView, TenantPluginView } from './plugins.schemas.js';

const words = (id: string): string => id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());

const described = (manifest: PluginManifest) => ({
  id: manifest.id,
  name: manifest.name ?? words(manifest.id),
  version: manifest.version,
  description: manifest.description,
  requires: manifest.requires.map(({ id, range }) => ({ id, range })),
  enhances: manifest.enhances.map(({ id, range }) => ({ id, range })),
  permissions: manifest.permissions.map(({ name, roles, why }) => ({ name, roles: [...roles], why })),
  settings_schema: settingsForm(manifest.settings.tenant),
  sensitivity: manifest.policy.sensitivity,
});

/** A plugin of the installation; its state only for operators. */
export const pluginView = (manifest: PluginManifest, registry: PluginRegistry, forOperator: boolean): PluginView => {
  const { state, failure } = registry.state(manifest.id);
  const installation = { state: state === 'installed' ? ('running' as const) : state, reason: failure?.reason ?? null };
  return { ...described(manifest), ...(forOperator ? { installation } : {}) };
};

/** A plugin of which nothing is known but that it could not be imported. */
const unreadablePluginView = ({ pluginId, reason }: PluginFailure): PluginView => ({
  id: pluginId,
  name: words(pluginId),
  version: 'unknown',
  description: '',
  requires: [],
  enhances: [],
  permissions: [],
  settings_schema: settingsForm(undefined),
  sensitivity: 'normal',
  installation: { state: 'quarantined', reason },
});

/** Every plugin of the installation; operators also learn of those that could not be imported. */
export const installedPluginViews = (registry: PluginRegistry, forOperator: boolean): PluginView[] => {
  const unreadable = forOperator ? registry.failures.filter(({ pluginId }) => !registry.manifests.has(pluginId)) : [];
  return [
    ...[...registry.manifests.values()].map((manifest) => pluginView(manifest, registry, forOperator)),
    ...unreadable.map(unreadablePluginView),
  ];
};

const blockedView = (reason: BlockedReason) => ({
  reason: reason.kind.replaceAll('-', '_') as 'not_entitled',
  ...(reason.kind === 'requires' ? { plugin: reason.plugin } : {}),
});

const stateOf = ({ effective, enabled, blockedBy }: PluginActivation): TenantPluginView['state'] => {
  if (blockedBy.some(({ kind }) => kind === 'quarantined')) return 'failed';
  if (!enabled) return 'off';
  return effective ? 'active' : 'blocked';
};

/** A plugin as one institution has it. `settings` are as staff may see them. */
export const tenantPluginView = (
  manifest: PluginManifest,
  activation: PluginActivation,
  settings: Readonly<Record<string, unknown>>,
): TenantPluginView => ({
  ...described(manifest),
  enabled: activation.enabled,
  state: stateOf(activation),
  settings: { ...settings },
  revision: activation.revision,
  entitled: activation.entitled,
  blocked_by: activation.blockedBy.map(blockedView),
});
