import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type Composition } from './app.module.js';
import { coreEvents } from './core-events.js';
import { installedPlugins, PLUGIN_START_LIMIT_MS } from './installed-plugins.js';
import type { Config } from './platform/config/config.js';
import { connectEvents } from './platform/events/connect-events.js';
import { API_PREFIX } from './platform/http/api-prefix.js';
import { configureHttp } from './platform/http/configure-http.js';
import { LecternAdapter } from './platform/http/lectern-adapter.js';
import { PluginHost } from './platform/plugins/boot/plugin-host.js';
import type { PluginInput } from './platform/plugins/import/plugin-source.js';
import { UpgradeRouter } from './platform/realtime/upgrade-router.js';
import type { PluginFailure } from './platform/plugins/plugin-failure.js';
import { noRunner, type RunnerConnection } from './platform/sandbox/runner-connection.js';
import { logger as installationLog } from './platform/telemetry/logger.js';
import { nestLogger } from './platform/telemetry/nest-logger.js';

export interface CompositionOptions {
  readonly config: Config;
  /** Instead of the built-in plugins and those of `LECTERN_PLUGINS`. */
  readonly plugins?: readonly PluginInput[];
  /** Nest's own lines; into the log of everything else by default. */
  readonly logger?: LoggerService | false;
  /** How long an import, a construction or a start hook of a plugin may take. */
  readonly pluginStartLimitMs?: number;
  /** What runs learners' code; nothing does without one. */
  readonly runner?: RunnerConnection;
}

/** The installation, composed but not started: `init()` connects and runs hooks, `listen()` opens the port as well. */
export interface LecternApp {
  readonly app: NestExpressApplication;
  /** Plugins that did not start, and why; complete after `init()`. */
  readonly failures: readonly PluginFailure[];
  /** Closes what was opened when it fails. */
  init(): Promise<void>;
  /** Initialises if needed, listens on `config.port` and returns the address. `host` is for where `config.host` names none. */
  listen(host?: string): Promise<string>;
  close(): Promise<void>;
}

const addressOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

/** Composes core and plugins. Throws `BootCheckError` with all that is wrong. The database must be migrated before `init()`. */
export const compose = async (options: CompositionOptions): Promise<LecternApp> => {
  const { config, logger = nestLogger, pluginStartLimitMs: startLimitMs = PLUGIN_START_LIMIT_MS } = options;
  installationLog.level = config.logLevel;
  const imported = await installedPlugins(config, options.plugins, startLimitMs);
  const host = new PluginHost({ imported, coreEvents, variables: config.variables, prefix: `/${API_PREFIX}`, startLimitMs });
  const app = await createApp({ config, host, runner: options.runner ?? noRunner('no runner was started') }, logger);
  let initialised: Promise<void> | undefined;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= app.close());
  const start = async (): Promise<void> => {
    try {
      await host.start(app);
    } catch (error) {
      await close();
      throw error;
    }
  };
  const init = (): Promise<void> => (initialised ??= start());
  return {
    app,
    init,
    get failures() {
      return host.registry.failures;
    },
    async listen(fallback) {
      await init();
      const address = config.host ?? fallback;
      await (address === undefined ? app.listen(config.port) : app.listen(config.port, address));
      return addressOf(app.getHttpServer());
    },
    close,
  };
};

const createApp = async (composition: Composition, logger: LoggerService | false): Promise<NestExpressApplication> => {
  const { config, host } = composition;
  const adapter = new LecternAdapter();
  adapter.otherPaths = (path) => host.aliases.targetsOf(path);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(composition), adapter, {
    abortOnError: false,
    logger,
    instrument: host.instrument,
    routeConflictPolicy: { duplicate: 'error', shadow: 'warn' },
    routeResolutionStrategy: 'specificity',
  });
  try {
    app.use(host.rewriteAliases);
    app.get(UpgradeRouter, { strict: false }).rewrite = (request) => host.aliases.rewrite(request);
    configureHttp(app, config);
    await host.load(app);
    connectEvents(app);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
};
