import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config/config.js';
import { connectEvents } from './platform/events/connect-events.js';
import { configureHttp } from './platform/http/configure-http.js';
import { LecternAdapter } from './platform/http/lectern-adapter.js';
import { isPluginSource, type PluginInput } from './platform/plugins/import/plugin-source.js';
import { PluginRegistry } from './platform/plugins/plugin-registry.js';
import { nestLogger } from './platform/telemetry/nest-logger.js';
import { builtInPlugins } from './plugins.js';

export interface CompositionOptions {
  readonly config: Config;
  /** Instead of the built-in plugins and those of `LECTERN_PLUGINS`. */
  readonly plugins?: readonly PluginInput[];
  /** Nest's own lines; into the log of everything else by default. */
  readonly logger?: LoggerService | false;
}

/** The installation, composed but not started: `init()` connects and runs hooks, `listen()` opens the port as well. */
export interface LecternApp {
  readonly app: NestExpressApplication;
  init(): Promise<void>;
  /** Initialises if needed, listens on `config.port` and returns the address. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

const addressOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

/** Composes core and plugins. The database must be migrated before `init()`. */
export const compose = async ({ config, plugins = builtInPlugins, logger }: CompositionOptions): Promise<LecternApp> => {
  const registry = new PluginRegistry(plugins.flatMap((plugin) => (isPluginSource(plugin) ? [] : [plugin])));
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot({ config, registry, pluginEntities: [] }),
    new LecternAdapter(),
    {
      abortOnError: false,
      logger: logger ?? nestLogger,
      routeConflictPolicy: { duplicate: 'error', shadow: 'warn' },
      routeResolutionStrategy: 'specificity',
    },
  );
  configureHttp(app, config);
  let initialised: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    connectEvents(app);
    await app.init();
  };
  const init = (): Promise<void> => (initialised ??= start());
  return {
    app,
    init,
    async listen() {
      await init();
      await app.listen(config.port);
      return addressOf(app.getHttpServer());
    },
    close: () => app.close(),
  };
};
