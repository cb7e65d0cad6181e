import type { Type } from '@nestjs/common';
import type { PluginManifest } from '../../sdk/plugin.js';
import type { VersionedSettings } from '../../sdk/settings.js';
import { logger } from '../telemetry/logger.js';
import { type FailureStage, type PluginFailure, pluginFailure } from './plugin-failure.js';

export interface PluginState {
  readonly state: 'installed' | 'quarantined';
  readonly failure?: PluginFailure;
}

type Class = abstract new (...parameters: never[]) => unknown;

/** What is installed, what of it runs, and which class belongs to which plugin. One per application. */
export class PluginRegistry {
  /** In order of dependency: a plugin comes after those it requires. */
  readonly manifests: ReadonlyMap<string, PluginManifest>;
  private readonly failed = new Map<string, PluginFailure>();
  private readonly owners = new Map<unknown, string>();
  private readonly instances = new Map<unknown, object>();

  constructor(manifests: readonly PluginManifest[], failures: readonly PluginFailure[] = []) {
    this.manifests = new Map(manifests.map((manifest) => [manifest.id, manifest]));
    for (const failure of failures) this.quarantine(failure);
  }

  /** Every failure, in the order they happened. */
  get failures(): readonly PluginFailure[] {
    return [...this.failed.values()];
  }

  state(pluginId: string): PluginState {
    const failure = this.failed.get(pluginId);
    return failure ? { state: 'quarantined', failure } : { state: 'installed' };
  }

  isQuarantined(pluginId: string): boolean {
    return this.failed.has(pluginId);
  }

  /** The plugin a controller, provider or event class belongs to; undefined for the core's. */
  ownerOf(cls: unknown): string | undefined {
    return this.owners.get(cls);
  }

  /** The one instance of a plugin's provider or controller. Throws when the plugin did not start or does not provide it. */
  instanceOf<T extends object>(cls: Type<T>): T {
    const instance = this.instances.get(cls);
    if (!instance) throw new Error(`${cls.name} is not provided by a plugin that runs`);
    return instance as T;
  }

  /** The plugin that declares this settings schema. Throws when none does. */
  ownerOfSettings(settings: VersionedSettings): string {
    const owner = [...this.manifests.values()].find((manifest) => manifest.settings.tenant === settings);
    if (!owner) throw new Error('No plugin declares these settings');
    return owner.id;
  }

  /** Manifests of the plugins that run. */
  get running(): readonly PluginManifest[] {
    return [...this.manifests.values()].filter(({ id }) => !this.failed.has(id));
  }

  own(cls: Class, pluginId: string, instance: unknown): void {
    this.owners.set(cls, pluginId);
    if (typeof instance === 'object' && instance) this.instances.set(cls, instance);
  }

  /** Takes a plugin out, and every plugin that requires it. The first failure of a plugin counts. */
  fail(pluginId: string, stage: FailureStage, error: unknown): void {
    this.quarantine(pluginFailure(pluginId, stage, error));
  }

  private quarantine(failure: PluginFailure): void {
    const { pluginId } = failure;
    if (this.failed.has(pluginId)) return;
    this.failed.set(pluginId, failure);
    logger.error({ plugin_id: pluginId, stage: failure.stage, err: failure.error }, `plugin ${pluginId} ${failure.reason}`);
    for (const { id, requires } of this.manifests.values()) {
      if (requires.some((reference) => reference.id === pluginId)) this.quarantine(pluginFailure(id, 'requires', pluginId));
    }
  }
}
