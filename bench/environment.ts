import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { EmbeddedPostgres } from '../src/platform/database/embedded/start-embedded-postgres.js';

/** Connections of the application role, of either server. */
export const POOL_SIZE = 20;

const secret = (): string => randomBytes(48).toString('base64url');

/** What a server in production is given: nothing of it is tuned for the benchmark. */
export const productionEnvironment = ({ ownerUrl, appUrl }: EmbeddedPostgres): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  DATABASE_URL: ownerUrl,
  DATABASE_APP_URL: appUrl,
  LECTERN_DATABASE_POOL_SIZE: String(POOL_SIZE),
  SECRET_KEY: secret(),
  JWT_SECRET_KEY: secret(),
});

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
