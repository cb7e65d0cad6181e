import { AsyncLocalStorage } from 'node:async_hooks';
import { type DynamicModule, type INestApplication, Module, type Type } from '@nestjs/common';
import { LazyModuleLoader, ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import type { Module as ComposedModule } from '@nestjs/core/injector/module.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import type { PluginRegistry } from '../plugin-registry.js';
import { withTimeLimit } from '../../background/time-limit.js';
import { release } from './release.js';

/** What was made while one plugin was being loaded. */
interface Made {
  readonly instances: unknown[];
  /** The plugin was given up: what still comes to life is closed at once. */
  abandoned: boolean;
}

type Hooks = { [hook in (typeof START_HOOKS)[number]]?: () => unknown };

const START_HOOKS = ['onModuleInit', 'onApplicationBootstrap'] as const;

const wrappersOf = (module: ComposedModule): InstanceWrapper[] => [
  ...module.controllers.values(),
  ...module.providers.values(),
  ...module.injectables.values(),
];

/** A module to select for its fresh index of providers: that of the application itself is built once, before the plugins. */
@Module({})
export class LoadingModule {}

export const loadModule = async (app: INestApplication, module: Type | DynamicModule): Promise<void> => {
  await app
    .select(LoadingModule)
    .get(LazyModuleLoader)
    .load(() => module, { logger: false });
};

/**
 * Loads plugins one by one into a created application that is not initialised yet. A failure is attributed to the
 * plugin that caused it, whatever it had opened is released, and the modules each plugin brought are known without
 * walking the graph.
 */
export class PluginLoader {
  /** Modules that came with each plugin, nested ones included. */
  readonly modules = new Map<string, readonly ComposedModule[]>();
  private readonly loading = new AsyncLocalStorage<Made>();
  private readonly made = new Map<string, Made>();
  /** An alias hands out an instance of somebody else once more: it stays theirs. */
  private readonly seen = new WeakSet<object>();
  private order = 0;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly limitMs: number,
  ) {}

  /** For `NestFactory.create`: tells which instances come to life for whom. */
  readonly instrument = {
    instanceDecorator: (instance: unknown): unknown => {
      if (typeof instance !== 'object' || instance === null || this.seen.has(instance)) return instance;
      this.seen.add(instance);
      const made = this.loading.getStore();
      if (made?.abandoned) void release([instance]);
      else made?.instances.push(instance);
      return instance;
    },
  };

  /** Loads a plugin; on failure it is quarantined and released. */
  async load(app: INestApplication, manifest: PluginManifest): Promise<void> {
    if (this.registry.isQuarantined(manifest.id)) return;
    const container = app.get(ModulesContainer);
    const before = new Set(container.values());
    const made: Made = { instances: [], abandoned: false };
    const newModules = (): [string, ComposedModule][] => [...container.entries()].filter(([, module]) => !before.has(module));
    try {
      await this.loading.run(made, () => withTimeLimit(loadModule(app, manifest.module), this.limitMs, 'constructing it'));
    } catch (error) {
      made.abandoned = true;
      for (const [token] of newModules()) container.delete(token);
      this.registry.fail(manifest.id, 'constructor', error);
      await release(made.instances);
      return;
    }
    this.made.set(manifest.id, made);
    this.adopt(
      manifest.id,
      newModules().map(([, module]) => module),
    );
  }

  /** After `init()`: releases every plugin that failed while starting, or whose requirement did. */
  async settle(): Promise<void> {
    for (const [id, made] of [...this.made].toReversed()) {
      if (!this.registry.isQuarantined(id)) continue;
      this.made.delete(id);
      await release(made.instances);
    }
  }

  private adopt(pluginId: string, modules: readonly ComposedModule[]): void {
    this.modules.set(pluginId, modules);
    // children start before parents, the core before plugins; they stop the other way round
    for (const module of modules.toReversed()) module.distance = --this.order;
    const own = new Set(this.made.get(pluginId)?.instances);
    for (const wrapper of modules.flatMap(wrappersOf)) {
      if (wrapper.isAlias) continue;
      // What is made anew for each request has no instance to be found by, but it has an owner: the gate asks for that.
      const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined;
      if (typeof wrapper.metatype === 'function' && !wrapper.isFactory) this.registry.own(wrapper.metatype as Type, pluginId, instance);
      if (own.has(wrapper.instance)) this.guardHooks(pluginId, wrapper.instance as Hooks);
    }
  }

  /** A start hook that throws or hangs takes out its plugin, not the application. */
  private guardHooks(pluginId: string, instance: Hooks | undefined): void {
    for (const hook of START_HOOKS) {
      const start = instance?.[hook];
      if (!instance || typeof start !== 'function') continue;
      const guarded = async (): Promise<void> => {
        if (this.registry.isQuarantined(pluginId)) return;
        try {
          await withTimeLimit(Promise.resolve(start.call(instance)), this.limitMs, hook);
        } catch (error) {
          this.registry.fail(pluginId, 'hook', error);
        }
      };
      Object.defineProperty(instance, hook, { value: guarded, configurable: true, writable: true });
    }
  }
}
