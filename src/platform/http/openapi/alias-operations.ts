import type { OpenAPIObject } from '@nestjs/swagger';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { type AliasedRoute, aliasedRoutes, type NamedRoute } from '../../plugins/aliases/aliased-routes.js';
import { API_PREFIX } from '../api-prefix.js';
import { ENDS_SESSION, type Operation } from './describe-operation.js';

type Paths = OpenAPIObject['paths'];
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Parameter = NonNullable<Operation['parameters']>[number];

/** Which operation answers an alias: `GET /api/v1/courses/{id}`. What has it is no route of its own. */
const ALIAS_OF = 'x-alias-of';

const METHODS: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];
const PREFIX = `/${API_PREFIX}`;

const routesIn = (paths: Paths): NamedRoute[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    path.startsWith(`${PREFIX}/`)
      ? METHODS.filter((method) => item[method]).map((method) => ({ method: method.toUpperCase(), path: path.slice(PREFIX.length) }))
      : [],
  );

/** The aliases of these plugins as operations, each made from the operation it leads to. */
export const aliasOperations = (paths: Paths, manifests: Iterable<PluginManifest>): Paths => {
  const routes = routesIn(paths);
  const aliased: Paths = {};
  for (const { id, aliases } of manifests) {
    for (const led of aliases.flatMap((alias) => aliasedRoutes(alias, routes))) {
      const method = led.method.toLowerCase() as Method;
      const target = paths[`${PREFIX}${led.target.path}`]?.[method];
      if (target && !(ENDS_SESSION in target)) aliased[led.path] = { ...aliased[led.path], [method]: aliasOf(target, led, id) };
    }
  }
  return aliased;
};

const aliasOf = (target: Operation, led: AliasedRoute, plugin: string): Operation => {
  const { method, path } = led.target;
  const search = Object.entries(led.query).map(([name, value]) => `${name}=${value}`);
  const address = [`${PREFIX}${path}`, ...search].join('?');
  const parameters = parametersOf(target, led);
  const { parameters: _replaced, ...rest } = structuredClone(target);
  const operation: Operation & { [ALIAS_OF]: string } = {
    ...rest,
    operationId: operationIdOf(led),
    tags: ['Aliases'],
    description: `The same as \`${method} ${address}\`, while the institution has the plugin \`${plugin}\` on.`,
    ...(parameters.length > 0 ? { parameters } : {}),
    [ALIAS_OF]: `${method} ${PREFIX}${path}`,
  };
  return operation;
};

/** Those of the target: renamed as the alias names them, without what the alias says by itself. */
const parametersOf = (target: Operation, { query, parameters }: AliasedRoute): Parameter[] =>
  (target.parameters ?? []).flatMap((parameter): Parameter[] => {
    if (!('name' in parameter)) return [parameter];
    const { name, in: place } = parameter;
    const given = place === 'path' ? (parameters[name] ?? `{${name}}`) : place === 'query' ? query[name] : undefined;
    if (given === undefined) return [parameter];
    return given.startsWith('{') ? [{ ...parameter, name: given.slice(1, -1), in: 'path' as const, required: true }] : [];
  });

/** `Aliases.getModulesById`. */
const operationIdOf = ({ method, path }: AliasedRoute): string => {
  const words = path.split('/').filter(Boolean);
  const named = words.map((word) => (word.startsWith('{') ? `by-${word.slice(1, -1)}` : word)).join('-');
  return `Aliases.${method.toLowerCase()}-${named}`.replaceAll(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
};
