import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../platform/config/config.js';
import type { MigrationOwner } from '../platform/database/migrations/ledger.js';
import { logger } from '../platform/telemetry/logger.js';
import { verifyCore } from './migrate-installation.js';

const RECHECK_MS = 2000;

/**
 * In production migrations are somebody's decision: until the database is as this version needs it, the process lives but
 * is not ready, says what to run, and looks again every two seconds. Ends early when `signal` aborts.
 */
export const awaitMigrations = async (config: Config, owners: readonly MigrationOwner[], signal: AbortSignal): Promise<void> => {
  let waiting: Server | undefined;
  try {
    for (let last = ''; ;) {
      const problems = await problemsOf(config, owners);
      if (problems.length === 0 || signal.aborted) return;
      if (problems.join() !== last) logger.error({ problems }, 'not ready: run `lectern migrate up`, then `lectern migrate verify`');
      last = problems.join();
      waiting ??= await serveNotReady(config);
      await delay(RECHECK_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    waiting?.closeAllConnections();
    await new Promise<void>((resolve) => (waiting ? waiting.close(() => resolve()) : resolve()));
  }
};

const problemsOf = async (config: Config, owners: readonly MigrationOwner[]): Promise<readonly string[]> => {
  try {
    const { problems, warnings } = await verifyCore(config, owners);
    for (const warning of warnings) logger.warn(warning);
    return problems;
  } catch (error) {
    logger.debug({ err: error }, 'the database cannot be looked at');
    return ['the database is not available'];
  }
};

const NOT_READY = {
  detail: 'The database is not migrated: run `lectern migrate up`',
  error_code: 'DEPENDENCY_UNAVAILABLE',
  dependency: 'database',
  retry_after: 5,
};

const serveNotReady = (config: Config): Promise<Server | undefined> => {
  if (config.role === 'worker') return Promise.resolve(undefined);
  const server = createServer((request, response) => {
    if (request.url === '/health/live') return answer(response, 200, { status: 'ok' });
    return answer(response, 503, { ...NOT_READY, error: NOT_READY.detail, timestamp: new Date().toISOString() });
  });
  return new Promise((resolve, reject) => server.once('error', reject).listen(config.port, config.host, () => resolve(server)));
};

const answer = (response: ServerResponse, status: number, body: object): void => {
  const headers = { 'Content-Type': 'application/json', 'Retry-After': '5', Connection: 'close' };
  response.writeHead(status, headers).end(JSON.stringify(body));
};
