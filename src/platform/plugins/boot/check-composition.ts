import type { Type } from '@nestjs/common';
import type { Module } from '@nestjs/core/injector/module.js';
import type { Permission } from '../../../sdk/roles.js';
import type { PluginRegistry } from '../plugin-registry.js';
import { checkEventClasses } from './check-event-classes.js';
import { checkModules } from './check-modules.js';
import { checkParts } from './check-parts.js';
import { checkRoutes } from './check-routes.js';
import { type DeclaredRoute, routeAnswers, routesOf } from './route-table.js';

/** The composed application as the checks see it. */
export interface Composed {
  readonly registry: PluginRegistry;
  /** Modules that came with each plugin that was constructed. */
  readonly plugins: ReadonlyMap<string, readonly Module[]>;
  readonly core: readonly Module[];
  readonly corePermissions: readonly Permission[];
}

export const controllersOf = (modules: readonly Module[]): Type[] => [
  ...new Set(
    modules.flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype as Type] : [])),
    ),
  ),
];

/** What is wrong with modules, controllers and routes, of the core and of every plugin. */
export const checkComposition = (composed: Composed): string[] => {
  const { registry, plugins, core, corePermissions } = composed;
  const coreRoutes = controllersOf(core).flatMap(routesOf);
  const known = new Set(
    [...corePermissions, ...[...registry.manifests.values()].flatMap(({ permissions }) => permissions)].map(({ name }) => name),
  );
  const violations = checkRoutes('core', coreRoutes, { known, allPrefixes: prefixes(registry) });
  const routes: DeclaredRoute[] = [...coreRoutes];
  for (const [id, modules] of plugins) {
    const manifest = registry.manifests.get(id);
    if (!manifest) continue;
    const own = controllersOf(modules).flatMap(routesOf);
    routes.push(...own);
    violations.push(
      ...checkModules(id, modules, plugins, manifest),
      ...checkEventClasses(manifest, modules),
      ...checkParts(manifest, registry, modules),
      ...checkRoutes(id, own, { known, ownPrefixes: manifest.routes }),
    );
  }
  return [...violations, ...checkAliasTargets(registry, routes)];
};

const prefixes = (registry: PluginRegistry): readonly string[] => [...registry.manifests.values()].flatMap(({ routes }) => routes);

/** A target below the prefix of a plugin that did not start is answered by its stand-in. */
const checkAliasTargets = (registry: PluginRegistry, routes: readonly DeclaredRoute[]): string[] => {
  const failed = registry.failures.flatMap(({ pluginId }) => registry.manifests.get(pluginId)?.routes ?? [`/${pluginId}`]);
  return registry.running.flatMap(({ id, aliases }) =>
    aliases
      .filter(
        ({ method, to }) =>
          method !== 'WS' &&
          !routes.some((route) => routeAnswers(route, method, to)) &&
          !failed.some((prefix) => `${to}/`.startsWith(`${prefix}/`)),
      )
      .map(({ method, from, to }) => `${id}: alias ${method} ${from} leads to ${to}, which nobody answers`),
  );
};
