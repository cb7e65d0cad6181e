import type { PluginSource } from './platform/plugins/import/plugin-source.js';

/** The built-in plugins. Adding one is one line here. */
export const builtInPlugins: readonly PluginSource[] = [
  //
  { id: 'gamification', load: () => import('../plugins/gamification/plugin.js') },
];
