import { Conflict } from '../../../sdk/errors.js';
import type { PluginManifest } from '../../../sdk/plugin.js';

type Manifests = ReadonlyMap<string, PluginManifest>;

/**
 * The plugins to switch together with one, in the order to do it: on after what it requires, off before it. Throws 409
 * `PLUGIN_DEPENDENCY` naming the others unless they are wanted too.
 */
export const planSwitch = (
  manifests: Manifests,
  isOn: (pluginId: string) => boolean,
  pluginId: string,
  enabled: boolean,
  withDependencies: boolean,
): readonly string[] => {
  const related = enabled ? requirements(manifests, pluginId) : dependents(manifests, pluginId);
  const others = inOrder(
    manifests,
    [...related].filter((id) => isOn(id) !== enabled),
  );
  if (others.length > 0 && !withDependencies) {
    const detail = enabled ? `${pluginId} requires ${others.join(', ')}` : `${others.join(', ')} would stop working without ${pluginId}`;
    throw new Conflict(detail, 'PLUGIN_DEPENDENCY', { plugin: pluginId, plugins: others });
  }
  const all = inOrder(manifests, isOn(pluginId) === enabled ? others : [...others, pluginId]);
  return enabled ? all : all.toReversed();
};

/** Manifests are ordered by dependency. */
const inOrder = (manifests: Manifests, ids: readonly string[]): string[] => [...manifests.keys()].filter((id) => ids.includes(id));

const requirements = (manifests: Manifests, pluginId: string, found = new Set<string>()): Set<string> => {
  for (const { id } of manifests.get(pluginId)?.requires ?? []) {
    if (found.has(id)) continue;
    found.add(id);
    requirements(manifests, id, found);
  }
  return found;
};

const dependents = (manifests: Manifests, pluginId: string): Set<string> =>
  new Set([...manifests.keys()].filter((id) => id !== pluginId && requirements(manifests, id).has(pluginId)));
