import { ModulesContainer } from '@nestjs/core';
import { runForTenant } from '../../platform/context/request-context.js';
import { sqlIdentifier } from '../../platform/database/sql-identifier.js';
import { type DeclaredRoute, routesOf } from '../../platform/plugins/boot/route-table.js';
import { controllersOf } from '../../platform/plugins/boot/check-composition.js';
import type { PluginInput } from '../../platform/plugins/import/plugin-source.js';
import { PluginRegistry } from '../../platform/plugins/plugin-registry.js';
import { newId } from '../../sdk/ids.js';
import type { PluginManifest } from '../../sdk/plugin.js';
import { startTestServer, type TestServer } from '../test-server.js';
import { type Person, type School, twoTenants, type World } from '../world.js';
import { makeUpRows } from './made-up-rows.js';

/** Where a plugin's own rows are made. */
export interface SeedContext {
  readonly server: TestServer;
  readonly school: School;
  /** Whom the rows are about. */
  readonly person: Person;
  /** Runs work as background work of the school. */
  inTenant<T>(work: () => Promise<T>): Promise<T>;
}

export interface ConformanceOptions {
  /** The plugins it requires, and those it enhances. */
  readonly with?: readonly PluginInput[];
  /** Makes rows about a person, where rows made up from the tables' columns would break a rule of theirs. */
  readonly seed?: (context: SeedContext) => Promise<void>;
  /** For each kind of its rooms, one that `person` may enter. Without, only its closed doors are tried. */
  readonly rooms?: Readonly<Record<string, (context: SeedContext) => Promise<string>>>;
  /** Settings as older versions stored them, by version. */
  readonly oldSettings?: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
}

/** A plugin on a running server with two schools. */
export class ConformanceSubject {
  private constructor(
    readonly manifest: PluginManifest,
    readonly server: TestServer,
    readonly world: World,
    private readonly options: ConformanceOptions,
  ) {}

  static async start(manifest: PluginManifest, options: ConformanceOptions): Promise<ConformanceSubject> {
    const server = await startTestServer({ plugins: [...(options.with ?? []), manifest] });
    return new ConformanceSubject(manifest, server, await twoTenants(server), options);
  }

  get tables(): readonly string[] {
    const { persistence } = this.manifest;
    return (persistence?.tenantTables ?? []).map((table) => `${persistence?.schema}.${table}`);
  }

  /** Its routes as declared; path parameters are filled with ids that lead nowhere. */
  routes(): readonly DeclaredRoute[] {
    const modules = [...this.server.app.get(ModulesContainer).values()];
    const registry = this.server.get(PluginRegistry);
    return controllersOf(modules)
      .filter((controller) => registry.ownerOf(controller) === this.manifest.id)
      .flatMap(routesOf)
      .map((route) => ({ ...route, path: route.path.replaceAll(/:[a-z_]+/gi, () => newId()) }));
  }

  /** The routes of everybody, with `{id}` for parameters. */
  everyRoute(): readonly DeclaredRoute[] {
    return controllersOf([...this.server.app.get(ModulesContainer).values()])
      .flatMap(routesOf)
      .map((route) => ({ ...route, path: route.path.replaceAll(/:([a-z_]+)/gi, '{$1}') }));
  }

  async switch(school: School, enabled: boolean): Promise<void> {
    const answer = await school.admin.client.put(`/tenant/plugins/${this.manifest.id}`, { enabled, with_dependencies: true });
    if (answer.status !== 200)
      throw new Error(`Switching ${this.manifest.id} ${enabled ? 'on' : 'off'} answered ${answer.status}: ${answer.text}`);
  }

  inTenant<T>(school: School, work: () => Promise<T>): Promise<T> {
    return runForTenant(school.id, work);
  }

  /** Sees to it that every table has a row about the person. */
  async seed(school: School, person: Person): Promise<void> {
    const inTenant = <T>(work: () => Promise<T>): Promise<T> => this.inTenant(school, work);
    await this.options.seed?.({ server: this.server, school, person, inTenant });
    await makeUpRows(this.server, this.manifest, school.id, person.id);
  }

  /** Rows of every table of the plugin that belong to a school, counted past every policy. */
  async count(school: School): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const table of this.tables) {
      const [row] = await this.server.sql<{ count: string }>(`SELECT count(*) FROM ${sqlIdentifier(table)} WHERE tenant_id = $1`, [
        school.id,
      ]);
      counts[table] = Number(row?.count);
    }
    return counts;
  }
}
