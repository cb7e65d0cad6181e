import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SHARED_PARENT } from './staging.js';
import type { RunnerUser } from './runner-user.js';

const PREFIX = 'lectern-runner-';
/** The path of a socket may have 107 bytes, and less elsewhere. */
const LONGEST_PARENT = 60;
export const SOCKET_NAME = 'socket';

/**
 * A folder of ours alone, to be given to the runner's user, for its socket and for what sandboxes are made of: 150 MB, so rather not in a `/tmp` that
 * is memory, and not where mounting forbids to run programs. Gone with the runner.
 */
export const makeWorkFolder = (): string => {
  const parents = ['/var/tmp', tmpdir(), '/tmp', SHARED_PARENT].filter((parent) => parent.length <= LONGEST_PARENT && existsSync(parent));
  let last: unknown;
  for (const parent of parents) {
    try {
      return makeIn(parent);
    } catch (error) {
      last = error;
    }
  }
  throw new Error('there is no folder to work in', { cause: last });
};

const makeIn = (parent: string): string => {
  const folder = mkdtempSync(join(parent, PREFIX));
  const probe = join(folder, 'probe');
  writeFileSync(probe, '#!/bin/sh\n', { mode: 0o700 });
  const { error } = spawnSync(probe, { env: {}, stdio: 'ignore' });
  rmSync(probe);
  if (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return folder;
};

/**
 * The last that root does: in a folder of that user another process of theirs could put a link where root is about to write, or to
 * give a file away.
 */
export const handOver = (workFolder: string, { uid, gid }: RunnerUser): void => chownSync(workFolder, uid, gid);

/** One that is just being made has no socket yet, or one on which nobody listens yet. */
const OLD_MS = { withSocket: 10_000, without: 60_000 };

/**
 * Takes away folders like this one of runners that were killed together with their servers: nobody listens on their sockets, or they have none. To be
 * called as the runner's user, who may remove its own alone.
 */
export const removeLeftOvers = async (workFolder: string, now = Date.now()): Promise<void> => {
  const parent = dirname(workFolder);
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(parent, name);
    try {
      const { mtimeMs, uid } = lstatSync(folder);
      const socket = join(folder, SOCKET_NAME);
      const hasSocket = existsSync(socket);
      if (uid !== process.getuid?.() || now - mtimeMs < (hasSocket ? OLD_MS.withSocket : OLD_MS.without)) continue;
      if (hasSocket && (await isListenedOn(socket))) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // gone meanwhile
      continue;
    }
  }
};

/** False only when that is certain. */
export const isListenedOn = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => resolve(true));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
    socket.on('connect', () => socket.destroy());
  });
