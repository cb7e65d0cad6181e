import { type DynamicModule, Module } from '@nestjs/common';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import type { PluginRegistry } from './platform/plugins/plugin-registry.js';
import { PluginsModule } from './platform/plugins/plugins.module.js';
import { SecretsModule } from './platform/secrets/secrets.module.js';
import { TenancyModule } from './platform/tenancy/tenancy.module.js';

/** Entities of the core, by domain. Plugins name theirs in their manifests. */
const coreEntities: readonly EntityTarget<ObjectLiteral>[] = [];

export interface Composition {
  readonly config: Config;
  readonly registry: PluginRegistry;
  readonly pluginEntities: readonly EntityTarget<ObjectLiteral>[];
}

/** The composition root: what the installation consists of, plugins excepted. */
@Module({})
export class AppModule {
  static forRoot(composition: Composition): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(composition.config),
        // database and tenancy
        DatabaseModule.forRoot([...coreEntities, ...composition.pluginEntities]),
        TenancyModule,
        SecretsModule,
        PluginsModule.forRoot(composition.registry),
      ],
    };
  }
}
