import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { UnprivilegedUser } from './unprivileged-user.js';

/** Where things lie that an unprivileged user could not reach in the checkout. */
export const SHARED_PARENT = '/var/lib/lectern';

/** The checkout, or the installed package: the folder of our package.json. */
const projectRoot = resolve(import.meta.dirname, '../../../..');

/** Whether this user may pass through the folder and all above it, as far as they exist. */
export const isReachable = (folder: string, user: UnprivilegedUser): boolean => {
  const path = resolve(folder);
  if (path !== dirname(path) && !isReachable(dirname(path), user)) return false;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return true;
  const bit = stats.uid === user.uid ? 0o100 : stats.gid === user.gid ? 0o010 : 0o001;
  return (stats.mode & bit) !== 0;
};

const shared = (path: string): string => join(SHARED_PARENT, createHash('sha256').update(path).digest('hex').slice(0, 16));

/**
 * Where this installation keeps its data: `LECTERN_DATA_DIR`, else `.data` in the checkout. When a database has to run
 * there as an unprivileged user who cannot reach that, it is a folder under /var/lib/lectern named after the checkout's
 * path (or the wanted folder's), so that the next start finds it again.
 */
export const dataFolder = (wanted: string | undefined, databaseUser: UnprivilegedUser | undefined): string => {
  const folder = resolve(wanted ?? join(projectRoot, '.data'));
  if (!databaseUser || isReachable(folder, databaseUser)) return folder;
  return shared(wanted === undefined ? projectRoot : folder);
};

/** Makes the folder and what is missing above it. Others may pass through, whatever the umask: the database's user must; what lies inside is closed by its own mode. */
export const makeDataFolder = (folder: string): void => {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let path = resolve(folder); path.length >= first.length; path = dirname(path)) chmodSync(path, 0o711);
};
