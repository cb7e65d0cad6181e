import type { Command } from 'commander';
import { installedPlugins } from '../installed-plugins.js';
import { loadConfig } from '../platform/config/load-config.js';
import { runInContext } from '../platform/context/request-context.js';
import { pluginView } from '../platform/plugins/admin/plugin-views.js';
import { dependencyOrder } from '../platform/plugins/boot/dependency-order.js';
import { PurgePlugin } from '../platform/plugins/admin/purge-plugin.js';
import { PluginRegistry } from '../platform/plugins/plugin-registry.js';
import { TenantDirectory } from '../platform/tenancy/tenant-directory.js';
import { InvalidInput, NotFound } from '../sdk/errors.js';
import { newId } from '../sdk/ids.js';
import { print, withApp } from './command-line.js';

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

interface PurgeOptions {
  readonly tenant: string;
  readonly yes?: true;
}

const purge = async (id: string, { tenant: slug, yes }: PurgeOptions): Promise<void> => {
  if (!yes) throw new InvalidInput({ yes: [`Everything ${id} holds for ${slug} would be deleted for good: add --yes`] });
  await withApp(async ({ app }) => {
    const tenant = await app.get(TenantDirectory, { strict: false }).bySlug(slug);
    if (!tenant) throw new NotFound('tenant');
    const context = { requestId: newId(), tenantId: tenant.id, beforeCommit: [] };
    const { rows } = await runInContext(context, () => app.get(PurgePlugin, { strict: false }).run(id));
    print(`${rows} rows of ${id} were deleted for ${slug}`);
  });
};

export const pluginCommands = (program: Command): void => {
  const plugins = program.command('plugins').description('what is installed');
  plugins.command('list').description('id, version, state, sensitivity and description, a line each').action(list);
  plugins.command('describe').argument('<id>').description('everything a manifest says, as JSON').action(describe);
  plugins
    .command('purge')
    .argument('<id>')
    .requiredOption('--tenant <slug>', 'the institution, which has it off')
    .option('--yes', 'delete for good')
    .description('delete everything a plugin holds for an institution')
    .action(purge);
};
