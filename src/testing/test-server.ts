import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Pool } from 'pg';
import { compose } from '../compose.js';
import { installedPlugins } from '../installed-plugins.js';
import type { ProcessRole } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import type { PluginInput } from '../platform/plugins/import/plugin-source.js';
import type { RunnerConnection } from '../platform/sandbox/runner-connection.js';
import { migratePlugins, type TestDatabase, testDatabase } from './test-database.js';

export interface TestServerOptions {
  /** Instead of the built-in plugins. */
  readonly plugins?: readonly PluginInput[];
  readonly pluginStartLimitMs?: number;
  /** Added to the environment the configuration is read from. */
  readonly env?: NodeJS.ProcessEnv;
  /** `all` unless named: a server that only serves requests, or only works. */
  readonly role?: ProcessRole;
  /** An existing one, for a second server beside the first; it is then the caller's to drop. */
  readonly database?: TestDatabase;
  /** Done to what is composed before it starts: then it has not taken the first event yet. */
  readonly beforeStart?: (get: TestServer['get']) => void;
  /** What runs learners' code (`startTestRunner()`); without one the sandbox is away. */
  readonly runner?: RunnerConnection;
}

export interface TestServer {
  /** `http://localhost:<port>`, without a trailing slash. */
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly database: TestDatabase;
  /** A provider of the running application. */
  get<T>(token: Type<T> | (abstract new (...parameters: never[]) => T) | string | symbol): T;
  /** Past every policy, as the superuser: for looking at what is really there. */
  sql<R = Record<string, unknown>>(query: string, parameters?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

const signingKey = randomBytes(48).toString('base64url');
const secretKey = randomBytes(48).toString('base64url');

/** What a test server is configured with: servers of one process share their secrets, so that they can share a database. */
export const testEnvironment = (database: TestDatabase, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PORT: '0',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
  DATABASE_URL: database.ownerUrl,
  DATABASE_APP_URL: database.appUrl,
  LECTERN_DATA_DIR: tmpdir(),
  LECTERN_DATABASE_POOL_SIZE: '6',
  LECTERN_BCRYPT_COST: '4',
  JWT_SECRET_KEY: signingKey,
  SECRET_KEY: secretKey,
  // Clients of `client()` come from an address of their own each, so that their limits do not meet.
  TRUST_PROXY: '1',
  ...more,
});

/** The real server on a real, fresh database. */
export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const database = options.database ?? (await testDatabase());
  try {
    return await startOn(database, options);
  } catch (error) {
    if (!options.database) await database.drop();
    throw error;
  }
};

const startOn = async (database: TestDatabase, options: TestServerOptions): Promise<TestServer> => {
  const config = loadConfig(testEnvironment(database, options.env), { role: options.role });
  const { plugins, pluginStartLimitMs } = options;
  if (plugins || config.pluginPaths.length > 0) await migratePlugins(database, await installedPlugins(config, plugins, pluginStartLimitMs));
  const composed = await compose({
    config,
    ...(plugins ? { plugins } : {}),
    ...(pluginStartLimitMs ? { pluginStartLimitMs } : {}),
    ...(options.runner ? { runner: options.runner } : {}),
  });
  const get: TestServer['get'] = (token) => composed.app.get(token, { strict: false });
  options.beforeStart?.(get);
  const url = await composed.listen();
  const superuser = new Pool({ connectionString: database.superuserUrl, max: 2 });
  superuser.on('error', () => undefined);
  return {
    url,
    app: composed.app,
    database,
    get,
    sql: async <R>(query: string, parameters: readonly unknown[] = []) => (await superuser.query(query, [...parameters])).rows as R[],
    close: async () => {
      await composed.close();
      await superuser.end();
      if (!options.database) await database.drop();
    },
  };
};
