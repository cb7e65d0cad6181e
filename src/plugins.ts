import type { PluginSource } from './platform/plugins/import/plugin-source.js';

/** The built-in plugins. Adding one is one line here. */
export const builtInPlugins: readonly PluginSource[] = [
  //
  { id: 'route-aliases', load: () => import('../plugins/route-aliases/plugin.js') },
  { id: 'co-learning', load: () => import('../plugins/co-learning/plugin.js') },
  { id: 'gamification', load: () => import('../plugins/gamification/plugin.js') },
];
