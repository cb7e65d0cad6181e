import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { log } from './log.js';
import type { RunnerUser } from './runner-user.js';

/** Where things lie that an unprivileged user could not reach in the checkout. */
export const SHARED_PARENT = '/var/lib/lectern';
/** Whether this user may pass through all folders above the path, and read it. */
export const isReachable = (path: string, user: RunnerUser, needs = 0o5): boolean => {
  const above = dirname(resolve(path));
  if (above !== path && !isReachable(above, user, 0o1)) return false;
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & needs) === needs;
};

/**
 * The file or folder itself when the runner's user can read it where it is; else a copy that everybody can read, made once in
 * /var/lib/lectern, or, where that cannot be written, for this runner alone.
 */
export const staged = (path: string, user: RunnerUser | undefined, workFolder: string): string => {
  if (!user || isReachable(path, user)) return path;
  const name = `${basename(path)}-${fingerprint(path)}`;
  try {
    return copyOnce(path, join(SHARED_PARENT, name));
  } catch (error) {
    log('info', `${SHARED_PARENT} cannot be used`, { error: (error as Error).message });
    return copyOnce(path, join(workFolder, name));
  }
};

/** Of the names, sizes and times of all files, wherever they lie: another one after an update. */
const fingerprint = (path: string): string => {
  const hash = createHash('sha256').update(process.version);
  const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(path, file));
    hash.update(`\0${file} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 16);
};

/** The copy appears under its name only when it is complete. */
const copyOnce = (from: string, to: string): string => {
  if (existsSync(to)) return to;
  const draft = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, dereference: true });
  makeReadable(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  return to;
};

const makeReadable = (path: string): void => {
  const stats = lstatSync(path);
  chmodSync(path, stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const entry of readdirSync(path)) makeReadable(join(path, entry));
};
