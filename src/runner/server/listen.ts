import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunnerUser } from './runner-user.js';

export interface Listening {
  /** `unix:/path` or `http://host:port`. */
  readonly address: string;
  /** Takes away what was made for listening. */
  remove(): void;
}

/** A socket's path has at most 107 bytes. */
const MAX_PATH = 100;

/** Listens on `unix:/path`, on `host:port`, or, with `private`, on a socket that only we and root reach. */
export const listen = async (server: Server, where: string, owner: RunnerUser | undefined): Promise<Listening> => {
  if (where === 'private') return listenPrivately(server, owner);
  if (where.startsWith('unix:')) return listenOnSocket(server, where.slice('unix:'.length), owner, () => undefined);
  const { hostname, port } = new URL(`http://${where}`);
  await opened(server, { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
  const { port: bound } = server.address() as AddressInfo;
  return { address: `http://${hostname}:${bound}`, remove: () => undefined };
};

const listenPrivately = (server: Server, owner: RunnerUser | undefined): Promise<Listening> => {
  const parent = tmpdir().length < MAX_PATH - 40 ? tmpdir() : '/tmp';
  const folder = mkdtempSync(join(parent, 'lectern-runner-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return listenOnSocket(server, join(folder, 'socket'), owner, (path) => rmSync(dirname(path), { recursive: true, force: true }));
};

const listenOnSocket = async (
  server: Server,
  path: string,
  owner: RunnerUser | undefined,
  remove: (path: string) => void,
): Promise<Listening> => {
  await opened(server, { path });
  if (owner) chownSync(path, owner.uid, owner.gid);
  return { address: `unix:${path}`, remove: () => remove(path) };
};

const opened = (server: Server, where: object): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
