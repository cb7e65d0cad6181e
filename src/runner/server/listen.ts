import { lchownSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as SocketServer } from 'node:net';
import { join } from 'node:path';
import type { RunnerUser } from './runner-user.js';
import { isListenedOn, SOCKET_NAME } from './work-folder.js';

/**
 * Listens on `unix:/path`, on `host:port`, or, with `private`, on a socket in the work folder, which only we and root reach.
 * Returns the address: `unix:/path` or `http://host:port`.
 */
export const listen = async (server: Server, where: string, workFolder: string, owner: RunnerUser | undefined): Promise<string> => {
  const inFolder = join(workFolder, SOCKET_NAME);
  if (where === 'private') return listenOnSocket(server, inFolder, owner);
  await listenOnSocket(signOfLife(), inFolder, owner);
  if (where.startsWith('unix:')) return listenOnSocket(server, where.slice('unix:'.length), owner);
  const { hostname, port } = new URL(`http://${where}`);
  await opened(server, { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) });
  return `http://${hostname}:${(server.address() as AddressInfo).port}`;
};

/** By which others tell that the folder is in use, when who asks us comes another way. Ends with the process. */
const signOfLife = (): SocketServer => createServer((socket) => socket.destroy()).unref();

const listenOnSocket = async (server: SocketServer, path: string, owner: RunnerUser | undefined): Promise<string> => {
  await opened(server, { path }).catch(async (error: NodeJS.ErrnoException) => {
    // a runner that was killed has left its socket behind
    if (error.code !== 'EADDRINUSE' || (await isListenedOn(path))) throw error;
    unlinkSync(path);
    await opened(server, { path });
  });
  // whatever has taken its place meanwhile: never what a link leads to
  if (owner) lchownSync(path, owner.uid, owner.gid);
  return `unix:${path}`;
};

const opened = (server: SocketServer, where: object): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
