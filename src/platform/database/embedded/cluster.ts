import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { UnprivilegedUser } from '../../config/unprivileged-user.js';

/** Passwords of the roles of an embedded server, made with it. */
export interface ClusterPasswords {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

export interface Cluster {
  readonly folder: string;
  readonly passwords: ClusterPasswords;
}

export const POSTGRES_ENVIRONMENT = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

const PASSWORDS = 'database-passwords.json';
const execute = promisify(execFile);
const INITDB_FLAGS = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

interface ClusterPlace {
  readonly initdb: string;
  readonly dataDir: string;
  readonly user: UnprivilegedUser | undefined;
  readonly fast: boolean;
}

/** The database cluster of a data folder; made when there is none. A making that was interrupted is begun again. */
export const openCluster = async (place: ClusterPlace): Promise<Cluster> => {
  const folder = join(place.dataDir, 'postgres');
  if (existsSync(folder)) return { folder, passwords: readPasswords(place.dataDir) };
  const passwords = { superuser: newPassword(), owner: newPassword(), app: newPassword() };
  writeFileSync(join(place.dataDir, PASSWORDS), JSON.stringify(passwords), { mode: 0o600 });
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (place.user) chownSync(draft, place.user.uid, place.user.gid);
  await initialise(place, draft, passwords.superuser);
  renameSync(draft, folder);
  return { folder, passwords };
};

const newPassword = (): string => randomBytes(24).toString('base64url');

export const readPasswords = (dataDir: string): ClusterPasswords => {
  const file = join(dataDir, PASSWORDS);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ClusterPasswords;
  } catch (error) {
    throw new Error(`${file} cannot be read: without it the embedded database cannot be opened`, { cause: error });
  }
};

const initialise = async (place: ClusterPlace, folder: string, password: string): Promise<void> => {
  const passwordFile = join(place.dataDir, 'initdb-password');
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid);
  const flags = ['-D', folder, `--pwfile=${passwordFile}`, ...INITDB_FLAGS, ...(place.fast ? ['--no-sync'] : [])];
  try {
    await execute(place.initdb, flags, { ...place.user, env: POSTGRES_ENVIRONMENT, cwd: '/' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
};
