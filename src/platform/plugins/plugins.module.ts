import { type DynamicModule, Global, Module } from '@nestjs/common';
import { PluginGate } from './gate/plugin-gate.js';
import { PluginActivations } from './plugin-activations.js';
import { PluginRegistry } from './plugin-registry.js';
import { RegisteredActivations } from './registered-activations.js';

/** The plugin host: what is installed, and the gate before it. */
@Global()
@Module({})
export class PluginsModule {
  static forRoot(registry: PluginRegistry): DynamicModule {
    return {
      module: PluginsModule,
      providers: [
        { provide: PluginRegistry, useValue: registry },
        { provide: PluginActivations, useClass: RegisteredActivations },
        PluginGate,
      ],
      exports: [PluginRegistry, PluginActivations, PluginGate],
    };
  }
}
