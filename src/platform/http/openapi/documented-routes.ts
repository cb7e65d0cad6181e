import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DOCUMENTED_END, DOCUMENTED_REFUSALS, type DocumentedRefusals } from '../../../sdk/documentation.js';
import type { RouteAccess } from '../../../sdk/http.js';
import { routesOf } from '../../plugins/boot/route-table.js';
import { PluginRegistry } from '../../plugins/plugin-registry.js';
import { type RouteFacts, routeFacts } from '../route-facts.js';

/** What the document says about a route beyond its schemas. */
export interface DocumentedRoute {
  readonly facts: RouteFacts;
  readonly access: RouteAccess | undefined;
  readonly plugin: string | undefined;
  readonly refusals: DocumentedRefusals;
  readonly endsSession: boolean;
}

type Handlers = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** Every route of core and plugins by method and path, without the global prefix: `get /courses/{id}`. */
export const documentedRoutes = (app: INestApplication): ReadonlyMap<string, DocumentedRoute> => {
  const registry = app.get(PluginRegistry, { strict: false });
  const routes = new Map<string, DocumentedRoute>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const controller = metatype as Type;
      for (const route of routesOf(controller)) {
        const handler = (controller.prototype as Handlers)[route.handler];
        if (!handler) continue;
        const path = route.path.replaceAll(/:([A-Za-z_]+)/g, '{$1}');
        routes.set(`${route.method.toLowerCase()} ${path}`, {
          facts: routeFacts(controller, handler),
          access: route.access,
          plugin: registry.ownerOf(controller),
          refusals: (Reflect.getMetadata(DOCUMENTED_REFUSALS, handler) as DocumentedRefusals | undefined) ?? {},
          endsSession: Reflect.getMetadata(DOCUMENTED_END, handler) === true,
        });
      }
    }
  }
  return routes;
};
