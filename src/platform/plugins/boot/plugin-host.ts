import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Unavailable } from '../../../sdk/errors.js';
import type { EventDefinition } from '../../../sdk/events.js';
import { PermissionCatalog } from '../../permissions/permission-catalog.js';
import { SystemAccess } from '../../tenancy/system-access.js';
import { type AliasedRequest, AliasTable } from '../aliases/alias-table.js';
import type { ImportedPlugins } from '../import/import-plugins.js';
import { PluginRegistry } from '../plugin-registry.js';
import { EnvironmentSettings } from '../settings/instance-settings.js';
import { BootCheckError } from './boot-check-error.js';
import { checkComposition } from './check-composition.js';
import { checkManifests } from './check-manifests.js';
import { checkMigrations } from './check-migrations.js';
import { checkTables } from './check-tables.js';
import { dependencyOrder } from './dependency-order.js';
import { loadModule, PluginLoader } from './plugin-loader.js';
import { recordInstallation } from './record-installation.js';
import { standInFor } from './stand-in.js';

const TRIES = 3;
const PAUSE_MS = 500;

export interface PluginHostOptions {
  readonly imported: ImportedPlugins;
  readonly coreEvents: readonly EventDefinition[];
  /** Environment variables for instance settings. */
  readonly variables: Readonly<Record<string, string>>;
  /** Prefix of canonical paths. */
  readonly prefix: string;
  /** How long one plugin may take to be constructed, and each of its start hooks. */
  readonly startLimitMs: number;
}

/** Brings the plugins into an application: checks, loads, starts and, where one fails, takes it out. */
export class PluginHost {
  readonly registry: PluginRegistry;
  readonly instanceSettings: EnvironmentSettings;
  readonly aliases: AliasTable;
  private readonly loader: PluginLoader;
  private readonly violations: string[];

  constructor({ imported, coreEvents, variables, prefix, startLimitMs }: PluginHostOptions) {
    const manifests = dependencyOrder(imported.manifests).ordered;
    this.registry = new PluginRegistry(manifests, imported.failures);
    this.instanceSettings = new EnvironmentSettings(manifests, variables);
    this.violations = [...checkManifests(imported.manifests, imported.failures, coreEvents), ...this.instanceSettings.violations];
    this.loader = new PluginLoader(this.registry, startLimitMs);
    this.aliases = new AliasTable(prefix);
  }

  /** Middleware: leads the paths of aliases to canonical ones, before anything else looks at them. */
  readonly rewriteAliases = (request: AliasedRequest, _response: unknown, next: () => void): void => {
    this.aliases.rewrite(request);
    next();
  };

  /** For `NestFactory.create`. */
  get instrument() {
    return this.loader.instrument;
  }

  get entities(): readonly EntityTarget<ObjectLiteral>[] {
    return this.registry.running.flatMap(({ persistence }) => persistence?.entities ?? []);
  }

  /** Loads every plugin into the created application. Throws `BootCheckError` with all that is wrong. */
  async load(app: INestApplication): Promise<void> {
    const core = [...app.get(ModulesContainer).values()];
    for (const manifest of this.registry.manifests.values()) await this.loader.load(app, manifest);
    const permissions = app.get(PermissionCatalog, { strict: false });
    const corePermissions = [...permissions.all()];
    this.violations.push(...checkComposition({ registry: this.registry, plugins: this.loader.modules, core, corePermissions }));
    if (this.violations.length > 0) throw new BootCheckError(this.violations);
    this.abortIfWanted();
    for (const manifest of this.registry.running) permissions.declare(manifest.permissions);
    for (const { id, aliases } of this.registry.manifests.values()) for (const alias of aliases) this.aliases.add(id, alias);
    await this.standIn(app);
  }

  /** Initialises the application between a look at the database and the report of what runs. */
  async start(app: INestApplication): Promise<void> {
    const system = app.get(SystemAccess, { strict: false });
    const violations = await patiently(() =>
      system.run(async (query) => {
        await checkMigrations(query, this.registry);
        return checkTables(query, this.registry.running);
      }),
    );
    if (violations.length > 0) throw new BootCheckError(violations);
    await app.init();
    await this.loader.settle();
    this.abortIfWanted();
    await patiently(() => system.run((query) => recordInstallation(query, this.registry)));
  }

  private abortIfWanted(): void {
    const fatal = this.registry.failures.filter(({ pluginId }) => this.registry.manifests.get(pluginId)?.onBootFailure === 'abort');
    if (fatal.length > 0) throw new BootCheckError(fatal.map(({ pluginId, reason }) => `${pluginId} ${reason}`));
  }

  /** Plugins without routes of their own because they never came that far. */
  private async standIn(app: INestApplication): Promise<void> {
    for (const { pluginId } of this.registry.failures) {
      if (this.loader.modules.has(pluginId)) continue;
      const prefixes = this.registry.manifests.get(pluginId)?.routes ?? [`/${pluginId}`];
      if (prefixes.length === 0) continue;
      await loadModule(app, standInFor(pluginId, prefixes));
    }
  }
}

/** Where everything starts at once, the database may not answer in time. */
const patiently = async <T>(look: () => Promise<T>): Promise<T> => {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof Unavailable) || left === 1) throw error;
      await pause(PAUSE_MS);
    }
  }
};
