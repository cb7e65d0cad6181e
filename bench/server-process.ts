import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './environment.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PATIENCE_MS = 30_000;

export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** From the spawn of the process to its first good answer. */
  readonly bootMs: number;
  /** At once, as when the machine fails: nothing it holds may be lost by that. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  readonly name: string;
  /** Arguments of node. */
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 when the server is ready. */
  readonly readyPath: string;
}

const logs = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(logs, { recursive: true, force: true });
});

/** Starts a server with its log going to a file, as under a service manager, and waits until it is ready. */
export const startServer = async ({ name, command, env, readyPath }: ServerCommand): Promise<ServerProcess> => {
  const port = await freePort();
  const log = join(logs, `${name}-${port}.log`);
  const output = openSync(log, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, command, { cwd: ROOT, env: { ...env, PORT: String(port) }, stdio: ['ignore', output, output] });
  closeSync(output);
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    running.delete(child);
  };
  while (!(await answers(`http://127.0.0.1:${port}${readyPath}`))) {
    if (child.exitCode !== null || performance.now() - startedAt > PATIENCE_MS) {
      await kill();
      throw new Error(`${name} did not become ready:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    await pause(10);
  }
  return { name, pid: child.pid ?? 0, port, bootMs: performance.now() - startedAt, kill };
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
};
