import type { RouteAlias } from '../../../sdk/plugin.js';

/** A route by its method and its path below the prefix: `GET /courses/{id}`. */
export interface NamedRoute {
  readonly method: string;
  readonly path: string;
}

/** What an alias makes of one route: its path as callers of the alias write it. */
export interface AliasedRoute extends NamedRoute {
  readonly target: NamedRoute;
  /** What the alias adds to the query: `{ include: 'chapters' }`, or a placeholder of its path: `{ student_id: '{id}' }`. */
  readonly query: Readonly<Record<string, string>>;
  /** The parameters of the target's path, as they stand in the alias: another placeholder, or a fixed text. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pairing {
  readonly route: NamedRoute;
  readonly parameters: Record<string, string>;
  /** Segments that the placeholder for the rest stands for. */
  readonly rest: readonly string[];
}

const isPlaceholder = (segment: string): boolean => segment.startsWith('{');
const isRest = (segment: string | undefined): boolean => segment?.endsWith('*}') ?? false;
const nameOf = (placeholder: string): string => placeholder.slice(1, -1);

/** The routes an alias leads to, each with the path that leads there; one with a placeholder for the rest leads to many. */
export const aliasedRoutes = (alias: RouteAlias, routes: readonly NamedRoute[]): AliasedRoute[] => {
  const [to = '', search = ''] = alias.to.split('?');
  const query = Object.fromEntries(search.split('&').flatMap((part) => (part ? [part.split('=', 2) as [string, string]] : [])));
  const pairings = routes
    .filter(({ method }) => alias.method === '*' || alias.method === method)
    .flatMap((route) => pair(to.split('/'), route) ?? []);
  return mostSpecific(pairings).map(({ route, parameters, rest }) => ({
    method: route.method,
    path: isRest(alias.from) ? `${alias.from.replace(/\/[^/]*$/, '')}/${rest.join('/')}` : alias.from,
    target: route,
    query,
    parameters,
  }));
};

const pair = (to: readonly string[], route: NamedRoute): Pairing | undefined => {
  const path = route.path.split('/');
  const takesRest = isRest(to.at(-1));
  const fixed = takesRest ? to.slice(0, -1) : to;
  if (takesRest ? path.length < to.length : path.length !== to.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, wanted] of fixed.entries()) {
    const offered = path[at] ?? '';
    if (isPlaceholder(offered)) parameters[nameOf(offered)] = wanted;
    else if (offered !== wanted) return undefined;
  }
  return { route, parameters, rest: takesRest ? path.slice(fixed.length) : [] };
};

/** Without a placeholder for the rest a path has one answer for each method: `/progress/me` is not `/progress/{id}`. */
const mostSpecific = (pairings: readonly Pairing[]): readonly Pairing[] => {
  const fixed = ({ parameters }: Pairing): number => Object.values(parameters).filter((value) => !isPlaceholder(value)).length;
  const best = new Map<string, Pairing>();
  for (const pairing of pairings) {
    const key = `${pairing.route.method} ${pairing.rest.join('/')}`;
    const other = best.get(key);
    if (!other || fixed(pairing) < fixed(other)) best.set(key, pairing);
  }
  return [...best.values()];
};
