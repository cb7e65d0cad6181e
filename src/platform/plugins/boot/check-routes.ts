import { SIGNED_IN } from '../../../sdk/http.js';
import { LIMIT_POLICIES } from '../../throttling/policies.js';
import type { DeclaredRoute } from './route-table.js';

export interface RouteRules {
  /** Every permission somebody declares. */
  readonly known: ReadonlySet<string>;
  /** Prefixes a plugin must stay below. */
  readonly ownPrefixes?: readonly string[];
  /** Prefixes of plugins, which the core must stay out of. */
  readonly allPrefixes?: readonly string[];
}

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/** Every route says who may call it and what it answers, and lies where its owner's routes lie. */
export const checkRoutes = (
  owner: string,
  routes: readonly DeclaredRoute[],
  { known, ownPrefixes, allPrefixes = [] }: RouteRules,
): string[] =>
  routes.flatMap((route) => {
    const name = `${owner}: ${route.method} ${route.path} (${route.controller.name}.${route.handler})`;
    const violations: string[] = [];
    if (!route.access) violations.push(`${name} has neither @Requires nor @Public`);
    if (route.access?.kind === 'requires' && route.access.permission !== SIGNED_IN && !known.has(route.access.permission)) {
      violations.push(`${name} requires ${route.access.permission}, which nobody declares`);
    }
    if (route.limit !== undefined && !LIMIT_POLICIES.has(route.limit)) {
      violations.push(`${name} counts against ${route.limit}, which is no limit policy`);
    }
    for (const part of route.unchecked) violations.push(`${name} takes ${part} without a schema`);
    if (!route.hasAnswer) violations.push(`${name} has no @Returns`);
    if (ownPrefixes && !ownPrefixes.some((prefix) => isBelow(route.path, prefix)))
      violations.push(`${name} lies outside of its prefixes ${ownPrefixes.join(', ') || '(none)'}`);
    const taken = allPrefixes.find((prefix) => isBelow(route.path, prefix));
    if (taken) violations.push(`${name} lies below ${taken}, which a plugin owns`);
    return violations;
  });
