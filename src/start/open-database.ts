import type { Config } from '../platform/config/config.js';
import { withDatabase } from '../platform/config/printable-config.js';
import { DataFolderInUse } from '../platform/database/embedded/data-lock.js';
import { type Addresses, runningEmbeddedPostgres, startEmbeddedPostgres } from '../platform/database/embedded/start-embedded-postgres.js';

export interface OpenDatabase {
  /** With the addresses of the database. */
  readonly config: Config;
  /** Where the embedded server runs; undefined with a database of the operator's. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

const DATABASE = 'lectern';

/**
 * Starts the embedded server when the configuration names no database. With `beside`, one that another process of ours
 * has running on the data folder is used; else that is an error.
 */
export const openDatabase = async (config: Config, { beside = false } = {}): Promise<OpenDatabase> => {
  if (!config.embedded) return { config, port: undefined, close: () => Promise.resolve() };
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, database: DATABASE });
    return { config: addressed(config, server), port: server.port, close: () => server.stop() };
  } catch (error) {
    const running = beside && error instanceof DataFolderInUse ? runningEmbeddedPostgres(config.dataDir, DATABASE) : undefined;
    if (!running) throw error;
    return { config: addressed(config, running), port: undefined, close: () => Promise.resolve() };
  }
};

const addressed = (config: Config, { ownerUrl, appUrl }: Addresses): Config =>
  withDatabase(config, { ownerUrl, appUrl, directUrl: ownerUrl });
