import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ROUTE_ACCESS, ROUTE_ANSWER, ROUTE_LIMIT, type RouteAccess, type RouteLimit } from '../../../sdk/http.js';

/** A route as its decorators declare it, without the global prefix. */
export interface DeclaredRoute {
  readonly controller: Type;
  readonly handler: string;
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess | undefined;
  readonly hasAnswer: boolean;
  /** The limit policy it names. */
  readonly limit: string | undefined;
  /** Parts of the request it takes without a schema: `@Body`. */
  readonly unchecked: readonly string[];
}

type Handler = (...parameters: unknown[]) => unknown;

const pathsOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [typeof value === 'string' ? value : '']);

const join = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;

/** Methods of a class and of what it extends. */
export const methodsOf = (cls: Type): readonly [string, Handler][] => {
  const methods = new Map<string, Handler>();
  for (let at = cls.prototype as object | null; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name !== 'constructor' && typeof value === 'function' && !methods.has(name)) methods.set(name, value as Handler);
    }
  }
  return [...methods];
};

/** Metadata of the handler, else of its class. */
const declared = <T>(key: symbol, handler: Handler, controller: Type): T | undefined =>
  (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;

const INPUTS = new Map([
  [RouteParamtypes.BODY, '@Body'],
  [RouteParamtypes.QUERY, '@Query'],
  [RouteParamtypes.PARAM, '@Param'],
]);

const uncheckedParts = (controller: Type, handler: string): string[] => {
  const parts = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<string, { readonly schema?: unknown }>;
  return Object.entries(parts).flatMap(([key, { schema }]) => (schema ? [] : (INPUTS.get(Number(key.split(':')[0])) ?? [])));
};

export const routesOf = (controller: Type): DeclaredRoute[] =>
  methodsOf(controller).flatMap(([handler, method]) => {
    const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined;
    if (verb === undefined) return [];
    return pathsOf(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((base) =>
      pathsOf(Reflect.getMetadata(PATH_METADATA, method)).map((path) => ({
        controller,
        handler,
        method: RequestMethod[verb],
        path: join(base, path),
        access: declared<RouteAccess>(ROUTE_ACCESS, method, controller),
        unchecked: uncheckedParts(controller, handler),
        hasAnswer: declared(ROUTE_ANSWER, method, controller) !== undefined,
        limit: declared<RouteLimit>(ROUTE_LIMIT, method, controller)?.policy,
      })),
    );
  });

/** Whether a path of an alias's target can be answered by a route: literals equal, placeholders anywhere a parameter stands. */
export const routeAnswers = (route: DeclaredRoute, method: string, target: string): boolean => {
  if (method !== '*' && route.method !== method && route.method !== 'ALL') return false;
  const [path = ''] = target.split('?');
  const wanted = path.split('/');
  const offered = route.path.split('/');
  if (path.endsWith('*}'))
    return offered.length >= wanted.length - 1 && wanted.slice(0, -1).every((part, at) => matches(offered[at], part));
  return offered.length === wanted.length && wanted.every((part, at) => matches(offered[at], part));
};

const matches = (offered: string | undefined, wanted: string): boolean => offered === wanted || (offered?.startsWith(':') ?? false);
