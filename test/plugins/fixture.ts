import type { PluginManifest } from '../../src/sdk/plugin.js';
import type { PluginSource } from '../../src/platform/plugins/import/plugin-source.js';

/** A plugin of `test/fixtures/plugins`, imported only when the host does it. */
export const fixture = (id: string): PluginSource => ({
  id,
  load: async () => (await import(`../fixtures/plugins/${id}/plugin.js`)) as { default: PluginManifest },
});
