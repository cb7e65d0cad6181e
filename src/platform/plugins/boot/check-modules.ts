import { GLOBAL_MODULE_METADATA } from '@nestjs/common/constants.js';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import type { Module } from '@nestjs/core/injector/module.js';
import type { PluginManifest } from '../../../sdk/plugin.js';

const ENHANCERS = [APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE];

/** A plugin's modules are its own, and reach nobody else's requests. */
export const checkModules = (
  id: string,
  modules: readonly Module[],
  plugins: ReadonlyMap<string, readonly Module[]>,
  { requires }: PluginManifest,
): string[] =>
  modules.flatMap((module) =>
    [
      ...checkReach(module),
      ...checkSharing(
        id,
        module,
        plugins,
        requires.map((each) => each.id),
      ),
    ].map((violation) => `${id}: ${violation}`),
  );

const checkReach = (module: Module): string[] => {
  const violations: string[] = [];
  if (module.isGlobal || Reflect.hasMetadata(GLOBAL_MODULE_METADATA, module.metatype)) violations.push(`${module.name} is @Global()`);
  if (typeof (module.metatype.prototype as { configure?: unknown } | undefined)?.configure === 'function') {
    violations.push(`${module.name} has configure(): its middleware would run for everybody, ungated`);
  }
  for (const token of [...module.providers.keys(), ...module.injectables.keys()]) {
    const enhancer = ENHANCERS.find((each) => typeof token === 'string' && (token === each || token.startsWith(`${each} (`)));
    if (enhancer) violations.push(`${module.name} provides ${enhancer}, which would be ignored`);
  }
  return violations;
};

/** Importing a required plugin's modules, for what they export, is how plugins work together; any other sharing makes the owner a guess. */
const checkSharing = (
  id: string,
  module: Module,
  plugins: ReadonlyMap<string, readonly Module[]>,
  requires: readonly string[],
): string[] => {
  const violations: string[] = [];
  for (const imported of module.imports) {
    const owner = [...plugins].find(([, modules]) => modules.includes(imported))?.[0];
    if (!owner && !imported.isGlobal)
      violations.push(`${module.name} imports ${imported.name} of the core: what plugins may use is in lectern/sdk`);
    if (owner && owner !== id && !requires.includes(owner))
      violations.push(`${module.name} imports ${imported.name}, which belongs to ${owner}`);
  }
  for (const controller of module.controllers.values()) {
    const others = [...plugins].filter(
      ([other, modules]) => other !== id && modules.some((each) => each.controllers.has(controller.token)),
    );
    for (const [other] of others) if (id < other) violations.push(`controller ${controller.name} belongs to ${other} as well`);
  }
  return violations;
};
