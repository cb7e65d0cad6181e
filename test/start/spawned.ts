import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from '../../src/testing/eventually.js';

const START_MS = 60_000;
export const repository = resolve(import.meta.dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface SpawnOptions {
  /** The folder that holds `dist`. */
  readonly home?: string;
  readonly program?: 'main' | 'cli' | 'worker';
  readonly arguments?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  /** The Node that runs it (default: the one that runs this). */
  readonly node?: string;
}

const running = new Set<Spawned>();

/** A process of the product, as a user starts it. */
export class Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output = '';

  constructor({ home = repository, program = 'main', arguments: given = [], env = {}, uid, node = process.execPath }: SpawnOptions) {
    const { PATH, HOME } = process.env;
    this.child = spawn(node, [resolve(home, `dist/src/${program}.js`), ...given], {
      cwd: '/',
      env: { PATH, HOME, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text: Buffer) => (this.output += text.toString()));
    running.add(this);
    this.ended = new Promise((end) =>
      this.child.once('close', (code) => {
        running.delete(this);
        end({ code, output: this.output });
      }),
    );
  }

  /** Waits until the output holds this; throws at once when the process ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return eventually(() => {
      const found = pattern.exec(this.output);
      if (!found && this.child.exitCode !== null) throw new Error(`Ended with ${this.child.exitCode}:\n${this.output}`);
      return found;
    }, START_MS);
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** For after hooks: a failed test leaves nothing behind that would keep its file from ending. */
export const endAll = async (): Promise<void> => {
  for (const spawned of running) await spawned.stop('SIGKILL');
};

/** Whether a process with this number runs. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
