import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, escapeLiteral } from 'pg';
import { dataFolder, isReachable, makeDataFolder } from '../../config/data-folder.js';
import { type UnprivilegedUser, unprivilegedUser } from '../../config/unprivileged-user.js';
import { sqlIdentifier } from '../sql-identifier.js';
import { prepareRoles } from '../migrations/prepare-roles.js';
import { type ClusterPasswords, openCluster, readPasswords } from './cluster.js';
import { isLocked, lockDataFolder } from './data-lock.js';
import { postgresBinaries } from './postgres-binaries.js';
import { runPostgres } from './postgres-process.js';

export interface EmbeddedPostgresOptions {
  /** Where the data stays between starts; a temporary folder that goes with `stop` when absent. */
  readonly dataDir?: string;
  /** Without durability, for tests. */
  readonly fast?: boolean;
  /** Made when there is none. */
  readonly database: string;
  /** A free one is chosen when absent. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

const OWNER = 'lectern_owner';
const APP = 'lectern_app';
/** Where a running server listens, for other processes of ours. */
const PORT_FILE = 'database-port';
const createOwner = (password: string): string => `CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD ${escapeLiteral(password)}`;

/**
 * Starts a PostgreSQL of our own with database and roles prepared. As root it runs as an unprivileged user, and where
 * that user cannot reach the data folder, in one under /var/lib/lectern. It ends with this process, even when that is
 * killed. Throws `DataFolderInUse` when another process has the folder.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const user = unprivilegedUser();
  const fast = options.fast ?? false;
  const { initdb, postgres } = await postgresBinaries(user);
  const dataDir = placeFor(options.dataDir, user);
  const unlock = lockDataFolder(dataDir);
  const giveBack = () => {
    unlock();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { folder, passwords } = await openCluster({ initdb, dataDir, user, fast });
    const server = await runPostgres({ postgres, folder, user, fast, port: options.port });
    const stop = async () => {
      await server.stop();
      giveBack();
    };
    try {
      const addresses = await prepareDatabase(server.port, passwords, options.database);
      writeFileSync(join(dataDir, PORT_FILE), String(server.port), { mode: 0o600 });
      return { port: server.port, pid: server.pid, ...addresses, dataDir, stop };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    giveBack();
    throw error;
  }
};

/** The server that another process of ours runs on this data folder; undefined when there is none. For commands beside it. */
export const runningEmbeddedPostgres = (dataDir: string, database: string): Addresses | undefined => {
  try {
    const port = Number(readFileSync(join(dataDir, PORT_FILE), 'utf8'));
    return isLocked(dataDir) ? addressesOf(port, readPasswords(dataDir), database) : undefined;
  } catch {
    return undefined;
  }
};

const placeFor = (dataDir: string | undefined, user: UnprivilegedUser | undefined): string => {
  const folder = dataDir === undefined ? temporaryFolder(user) : dataFolder(resolve(dataDir), user);
  makeDataFolder(folder);
  return realpathSync(folder);
};

const temporaryFolder = (user: UnprivilegedUser | undefined): string => {
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((place) => !user || isReachable(place, user)) ?? tmpdir();
  const folder = mkdtempSync(join(parent, 'lectern-'));
  // the database's user has to pass through; what lies inside is closed by its own mode
  chmodSync(folder, 0o711);
  return folder;
};

export type Addresses = Pick<EmbeddedPostgres, 'superuserUrl' | 'ownerUrl' | 'appUrl'>;

const addressesOf = (port: number, passwords: ClusterPasswords, database: string): Addresses => {
  const address = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return {
    superuserUrl: address('postgres', passwords.superuser),
    ownerUrl: address(OWNER, passwords.owner),
    appUrl: address(APP, passwords.app),
  };
};

const prepareDatabase = async (port: number, passwords: ClusterPasswords, database: string): Promise<Addresses> => {
  const superuser = new Client({ connectionString: addressesOf(port, passwords, 'postgres').superuserUrl });
  await superuser.connect();
  try {
    const roles = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [OWNER]);
    if (roles.rowCount === 0) await superuser.query(createOwner(passwords.owner));
    const databases = await superuser.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (databases.rowCount === 0) await superuser.query(`CREATE DATABASE ${sqlIdentifier(database)} OWNER ${OWNER}`);
  } finally {
    await superuser.end();
  }
  const addresses = addressesOf(port, passwords, database);
  await prepareRoles(addresses.ownerUrl, addresses.appUrl);
  return addresses;
};
