import type { PluginManifest } from '../../../sdk/plugin.js';

export interface DependencyOrder {
  /** What is required comes before what requires it; members of cycles come last. */
  readonly ordered: readonly PluginManifest[];
  /** Ids that require one another in a circle. */
  readonly cyclic: readonly string[];
}

/** Hard dependencies first, then soft ones where they do not make a circle; otherwise the order given. */
export const dependencyOrder = (manifests: readonly PluginManifest[]): DependencyOrder => {
  const hard = order(manifests, ({ requires }) => requires.map(({ id }) => id));
  const soft = order(manifests, ({ requires, enhances }) => [...requires, ...enhances].map(({ id }) => id));
  return { ordered: (soft.cyclic.length > 0 ? hard : soft).ordered, cyclic: hard.cyclic };
};

const order = (manifests: readonly PluginManifest[], needs: (manifest: PluginManifest) => readonly string[]): DependencyOrder => {
  const waiting = new Map(manifests.map((manifest) => [manifest.id, manifest]));
  const ordered: PluginManifest[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].find((manifest) => !needs(manifest).some((id) => waiting.has(id)));
    if (!ready) return { ordered: [...ordered, ...waiting.values()], cyclic: [...waiting.keys()] };
    waiting.delete(ready.id);
    ordered.push(ready);
  }
  return { ordered, cyclic: [] };
};
