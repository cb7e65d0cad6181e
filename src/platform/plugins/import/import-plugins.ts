import type { PluginManifest } from '../../../sdk/plugin.js';
import { type PluginFailure, pluginFailure } from '../plugin-failure.js';
import { withTimeLimit } from '../../background/time-limit.js';
import { isPluginSource, type PluginInput } from './plugin-source.js';

export interface ImportedPlugins {
  readonly manifests: readonly PluginManifest[];
  readonly failures: readonly PluginFailure[];
}

const isManifest = (value: unknown): value is PluginManifest => {
  const candidate = value as Partial<PluginManifest> | undefined;
  return (
    typeof candidate === 'object' &&
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'string' &&
    candidate.module !== undefined &&
    Array.isArray(candidate.requires) &&
    Object.isFrozen(candidate)
  );
};

/** Imports every plugin by itself: one that throws or hangs is named and left out, the others are not affected. */
export const importPlugins = async (inputs: readonly PluginInput[], limitMs: number): Promise<ImportedPlugins> => {
  const manifests: PluginManifest[] = [];
  const failures: PluginFailure[] = [];
  for (const input of inputs) {
    if (!isPluginSource(input)) {
      manifests.push(input);
      continue;
    }
    try {
      const { default: manifest } = await withTimeLimit(input.load(), limitMs, 'the import');
      if (isManifest(manifest)) manifests.push(manifest);
      else failures.push(pluginFailure(input.id, 'manifest', 'the default export is not made by definePlugin'));
    } catch (error) {
      failures.push(pluginFailure(input.id, 'import', error));
    }
  }
  return { manifests, failures };
};
