import { coreMigrations } from '../migrations/index.js';
import type { Config } from './platform/config/config.js';
import type { MigrationOwner } from './platform/database/migrations/ledger.js';
import { dependencyOrder } from './platform/plugins/boot/dependency-order.js';
import { externalPlugin } from './platform/plugins/import/external-plugin.js';
import { type ImportedPlugins, importPlugins } from './platform/plugins/import/import-plugins.js';
import type { PluginInput } from './platform/plugins/import/plugin-source.js';
import { builtInPlugins } from './plugins.js';

/** How long an import, a construction or a start hook of a plugin may take. */
export const PLUGIN_START_LIMIT_MS = 10_000;

/** Imports the built-in plugins and those of `LECTERN_PLUGINS`, or exactly the given ones. */
export const installedPlugins = (
  config: Config,
  inputs?: readonly PluginInput[],
  limitMs = PLUGIN_START_LIMIT_MS,
): Promise<ImportedPlugins> => importPlugins(inputs ?? [...builtInPlugins, ...config.pluginPaths.map(externalPlugin)], limitMs);

/** Whose migrations there are, in the order they are applied: the core, then plugins after those they require. */
export const migrationOwners = ({ manifests }: Pick<ImportedPlugins, 'manifests'>): MigrationOwner[] => [
  { schema: 'core', migrations: coreMigrations },
  ...dependencyOrder(manifests).ordered.flatMap(({ persistence }) =>
    persistence ? [{ schema: persistence.schema, migrations: persistence.migrations }] : [],
  ),
];
