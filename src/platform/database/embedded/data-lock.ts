import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from './process-identity.js';

interface Holder {
  readonly pid: number;
  readonly identity: string | undefined;
}

const LOCK = 'lectern.lock';

export class DataFolderInUse extends Error {
  constructor(dataDir: string, pid: number) {
    super(`The data folder ${dataDir} is in use by process ${pid}. Stop that one, or set LECTERN_DATA_DIR to another folder.`);
    this.name = 'DataFolderInUse';
  }
}

/** Takes the data folder for this process; answers how to give it back. A holder that no longer runs does not count. */
export const lockDataFolder = (dataDir: string): (() => void) => {
  const file = join(dataDir, LOCK);
  const me: Holder = { pid: process.pid, identity: processIdentity(process.pid) };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    while (!tryLink(draft, file)) takeAway(file, dataDir);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
};

const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Removes a lock whose holder is gone. It is judged again after the rename: another start may have replaced it in between. */
const takeAway = (file: string, dataDir: string): void => {
  assertGone(holderIn(file), dataDir);
  const removed = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, removed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    assertGone(holderIn(removed), dataDir);
  } catch (error) {
    tryLink(removed, file);
    throw error;
  } finally {
    rmSync(removed, { force: true });
  }
};

/** Whether a process that runs has the data folder. */
export const isLocked = (dataDir: string): boolean => isAlive(holderIn(join(dataDir, LOCK)));

const isAlive = (holder: Holder | undefined): holder is Holder =>
  holder?.identity !== undefined && processIdentity(holder.pid) === holder.identity;

const assertGone = (holder: Holder | undefined, dataDir: string): void => {
  if (isAlive(holder)) throw new DataFolderInUse(dataDir, holder.pid);
};

const holderIn = (file: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};
