import type { Type } from '@nestjs/common';
import type { Module } from '@nestjs/core/injector/module.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import type { PluginRegistry } from '../plugin-registry.js';

/** What the manifest names is provided by the plugin's own modules, so that the host finds it. */
export const checkParts = (manifest: PluginManifest, registry: PluginRegistry, modules: readonly Module[]): string[] => {
  const named: [string, Type][] = [
    ...manifest.health.map(({ name, indicator }): [string, Type] => [`health check ${name}`, indicator]),
    ...manifest.jobs.map(({ job, handler }): [string, Type] => [`job ${job.name}`, handler]),
    ...manifest.channels.map(({ channel, handler }): [string, Type] => [`channel ${channel.room}`, handler]),
    ...(manifest.lifecycle ? [['lifecycle', manifest.lifecycle] as [string, Type]] : []),
  ];
  const provided = new Set(modules.flatMap((module) => [...module.providers.values()].map(({ metatype }) => metatype as unknown)));
  return named
    .filter(([, cls]) => !provided.has(cls) && registry.ownerOf(cls) !== manifest.id)
    .map(([what, cls]) => `${manifest.id}: ${what} names ${cls.name}, which its modules do not provide`);
};
