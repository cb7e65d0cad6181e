import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnprivilegedUser } from '../../config/unprivileged-user.js';
import { POSTGRES_ENVIRONMENT } from './cluster.js';

const COMMON = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // statements may hold personal data: errors are logged without them
  log_min_error_statement: 'panic',
};
/** For tests only: a crash of the machine may lose everything. */
const WITHOUT_DURABILITY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
const READY = 'database system is ready to accept connections';
/** Start-up failures that pass: somebody took the port in between, or processes of a killed server are still ending. */
const PASSING = /could not bind|Address already in use|pre-existing shared memory block/;
const ATTEMPTS = 10;

export interface PostgresOptions {
  readonly postgres: string;
  readonly folder: string;
  readonly user: UnprivilegedUser | undefined;
  readonly fast: boolean;
  readonly port: number | undefined;
}

export interface RunningPostgres {
  readonly port: number;
  readonly pid: number;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

/** Starts the server as a child that ends with us, however we end. */
export const runPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  await stopLeftOver(options.folder);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const child = launch(options, port);
    try {
      await ready(child);
      return running(child, port);
    } catch (error) {
      if (attempt === ATTEMPTS || !PASSING.test((error as Error).message)) throw error;
      await delay(300);
    }
  }
};

const launch = ({ postgres, folder, user, fast }: PostgresOptions, port: number): ChildProcess => {
  const settings = Object.entries({ ...COMMON, ...(fast ? WITHOUT_DURABILITY : {}) });
  return spawn(postgres, ['-D', folder, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
    ...user,
    env: POSTGRES_ENVIRONMENT,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    // a session of its own: Ctrl-C in the terminal is for us, the server goes after the last request
    detached: true,
  });
};

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = '';
    const onText = (text: Buffer) => {
      log = `${log}${text.toString()}`.slice(-8000);
      if (log.includes(READY)) done(resolve);
    };
    const onExit = () => done(() => reject(new Error(`The embedded PostgreSQL did not start:\n${log}`)));
    const onError = (error: Error) => done(() => reject(new Error('The embedded PostgreSQL cannot be run', { cause: error })));
    const done = (settle: () => void) => {
      child.stderr?.off('data', onText).resume();
      child.off('exit', onExit).off('error', onError);
      settle();
    };
    child.stderr?.on('data', onText);
    child.on('exit', onExit).on('error', onError);
  });

const running = (child: ChildProcess, port: number): RunningPostgres => {
  const pid = child.pid ?? 0;
  const watchdog = watch(pid);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  (child.stderr as unknown as { unref?(): void } | null)?.unref?.();
  const stop = async (): Promise<void> => {
    child.ref();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGQUIT'), 10_000);
      await ended;
      clearTimeout(late);
    }
    watchdog.kill('SIGKILL');
  };
  return { port, pid, stop };
};

/** A shell that waits for our end of a pipe to close, which happens even when we are killed, and then stops the server. */
const watch = (pid: number): ChildProcess => {
  const watchdog = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -INT "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    detached: true,
  });
  watchdog.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return watchdog;
};

/** A server of an earlier process that still runs on this folder is stopped first. */
const stopLeftOver = async (folder: string): Promise<void> => {
  const pid = leftOver(folder);
  if (pid === undefined) return;
  const deadline = Date.now() + 20_000;
  send(pid, 'SIGINT');
  while (leftOver(folder) === pid) {
    if (Date.now() > deadline) throw new Error(`The PostgreSQL process ${pid} of an earlier start does not end`);
    if (Date.now() > deadline - 10_000) send(pid, 'SIGQUIT');
    await delay(50);
  }
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended by itself
  }
};

const leftOver = (folder: string): number | undefined => {
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    process.kill(pid, 0);
    if (process.platform === 'linux' && readlinkSync(`/proc/${pid}/cwd`) !== folder) return undefined;
    return pid;
  } catch {
    return undefined;
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
