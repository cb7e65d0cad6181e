import type { Type } from '@nestjs/common';
import type { Module } from '@nestjs/core/injector/module.js';
import { PATTERN_EXTRAS_METADATA, PATTERN_HANDLER_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { PatternHandler } from '@nestjs/microservices/enums/pattern-handler.enum.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { methodsOf } from './route-table.js';

interface Pattern {
  readonly cls: Type;
  readonly method: string;
  readonly events: readonly string[];
  readonly isOurs: boolean;
}

const patternsOf = (cls: Type): Pattern[] =>
  methodsOf(cls).flatMap(([method, handler]) => {
    const events = Reflect.getMetadata(PATTERN_METADATA, handler) as string[] | undefined;
    if (!events) return [];
    const extras = (Reflect.getMetadata(PATTERN_EXTRAS_METADATA, handler) ?? {}) as { consumer?: string };
    const isEvent = Reflect.getMetadata(PATTERN_HANDLER_METADATA, handler) === PatternHandler.EVENT;
    return [{ cls, method, events, isOurs: isEvent && extras.consumer !== undefined }];
  });

const classesOf = (modules: readonly Module[], kind: 'controllers' | 'providers'): Type[] =>
  modules.flatMap((module) =>
    [...module[kind].values()].flatMap(({ metatype, isFactory }) =>
      typeof metatype === 'function' && !isFactory ? [metatype as Type] : [],
    ),
  );

const OWN_DOORS: readonly (readonly [key: string, what: string])[] = [
  ['websockets:is_gateway', 'a gateway'],
  ['SCHEDULER_TYPE', 'a schedule'],
];

/** Event handlers are found, declared and dispatched behind the gate; a plugin opens no door of its own beside it. */
export const checkEventClasses = ({ id, events }: PluginManifest, modules: readonly Module[]): string[] => {
  const providers = classesOf(modules, 'providers');
  const controllers = classesOf(modules, 'controllers');
  const found = controllers.flatMap(patternsOf);
  const violations: string[] = [];
  for (const { cls, method } of providers.flatMap(patternsOf)) {
    violations.push(`${cls.name}.${method} handles an event on a plain provider, where it is never called: list the class in controllers`);
  }
  for (const { cls, method, isOurs } of found)
    if (!isOurs) violations.push(`${cls.name}.${method} consumes messages by itself: use @OnEvent`);
  for (const { cls, method, events: names } of found.filter(({ isOurs }) => isOurs)) {
    const undeclared = names.filter((name) => !events.consumes.some(({ event, handler }) => event.name === name && handler === cls));
    for (const name of undeclared) violations.push(`${cls.name}.${method} handles ${name}, which the manifest does not consume with it`);
  }
  for (const { event, handler } of events.consumes) {
    if (!found.some(({ cls, events: names }) => cls === handler && names.includes(event.name))) {
      violations.push(`consumes ${event.name} with ${handler.name}, which is no controller of its modules with @OnEvent of it`);
    }
  }
  for (const cls of [...providers, ...controllers]) {
    for (const [key, what] of OWN_DOORS) {
      const own = Reflect.hasMetadata(key, cls) || methodsOf(cls).some(([, method]) => Reflect.hasMetadata(key, method));
      if (own) violations.push(`${cls.name} is ${what} of its own, which the gate does not see`);
    }
  }
  return violations.map((violation) => `${id}: ${violation}`);
};
