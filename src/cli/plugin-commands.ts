import type { Command } from 'commander';
import { installedPlugins } from '../installed-plugins.js';
import { loadConfig } from '../platform/config/load-config.js';
import { pluginView } from '../platform/plugins/admin/plugin-views.js';
import { dependencyOrder } from '../platform/plugins/boot/dependency-order.js';
import { PluginRegistry } from '../platform/plugins/plugin-registry.js';
import { NotFound } from '../sdk/errors.js';
import { print } from './command-line.js';

/** As the installation would import them; nothing is started and no database is needed. */
const registry = async (): Promise<PluginRegistry> => {
  const imported = await installedPlugins(loadConfig(process.env));
  return new PluginRegistry(dependencyOrder(imported.manifests).ordered, imported.failures);
};

const list = async (): Promise<void> => {
  const plugins = await registry();
  for (const { id, version, policy, description } of plugins.manifests.values()) {
    print([id, version, plugins.isQuarantined(id) ? 'failed' : 'installed', policy.sensitivity, description].join('\t'));
  }
  for (const { pluginId, reason } of plugins.failures)
    if (!plugins.manifests.has(pluginId)) print([pluginId, '?', 'failed', '', reason].join('\t'));
};

const describe = async (id: string): Promise<void> => {
  const plugins = await registry();
  const manifest = plugins.manifests.get(id);
  if (!manifest) throw new NotFound('plugin');
  const { routes, events, personalData, persistence } = manifest;
  const inside = {
    routes,
    publishes: events.publishes.map(({ name }) => name),
    consumes: events.consumes.map(({ event, whenOff }) => ({ event: event.name, when_off: whenOff })),
    tables: persistence?.tenantTables ?? [],
    personal_data: personalData,
  };
  print(JSON.stringify({ ...pluginView(manifest, plugins, true), ...inside }, null, 2));
};

export const pluginCommands = (program: Command): void => {
  const plugins = program.command('plugins').description('what is installed');
  plugins.command('list').description('id, version, state, sensitivity and description, a line each').action(list);
  plugins.command('describe').argument('<id>').description('everything a manifest says, as JSON').action(describe);
};
