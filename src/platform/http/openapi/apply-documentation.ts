import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ApiExcludeController, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DOCUMENTED_ANSWERS, DOCUMENTED_SUMMARY, DOCUMENTED_TAG, type DocumentedAnswer, UNDOCUMENTED } from '../../../sdk/documentation.js';
import { ROUTE_ANSWER, type RouteAnswer } from '../../../sdk/http.js';
import { routesOf } from '../../plugins/boot/route-table.js';

const applied = new WeakSet<object>();

const read = <T>(key: symbol, target: object): T | undefined => Reflect.getMetadata(key, target) as T | undefined;

/**
 * Hands to the OpenAPI library what the decorators of the sdk say. They do not use it themselves: a fifth of all modules
 * would be loaded at every start, for a document that is seldom asked for.
 */
export const applyDocumentation = (app: INestApplication): void => {
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype === 'function' && !applied.has(metatype)) applyTo(metatype as Type);
    }
  }
};

const applyTo = (controller: Type): void => {
  applied.add(controller);
  const tag = read<string>(DOCUMENTED_TAG, controller);
  if (tag !== undefined) ApiTags(tag)(controller);
  if (read<boolean>(UNDOCUMENTED, controller)) ApiExcludeController()(controller);
  const prototype = controller.prototype as Readonly<Record<string, object | undefined>>;
  for (const { handler: name } of routesOf(controller)) {
    const handler = prototype[name];
    if (handler) decoratorsOf(handler).forEach((decorate) => decorate(prototype, name, { value: handler }));
  }
};

const decoratorsOf = (handler: object): MethodDecorator[] => {
  const summary = read<string>(DOCUMENTED_SUMMARY, handler);
  const answer = read<RouteAnswer>(ROUTE_ANSWER, handler);
  const others = read<readonly DocumentedAnswer[]>(DOCUMENTED_ANSWERS, handler) ?? [];
  return [
    ...(summary === undefined ? [] : [ApiOperation({ summary })]),
    ...(answer ? [responseOf(answer)] : []),
    ...others.map(({ status, description, schema }) => ApiResponse({ status, description, standardSchema: schema })),
  ];
};

const responseOf = ({ status, schema, list, description }: RouteAnswer): MethodDecorator =>
  ApiResponse({
    status,
    description: description ?? schema?.meta()?.title ?? (schema ? 'OK' : 'Done'),
    ...(schema ? { standardSchema: schema, isArray: list } : {}),
  });
