import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunnerClient } from '../../src/platform/sandbox/runner-client.js';
import type { CaseResult, RunnerStatus, RunRequest } from '../../src/runner/protocol.js';

const PROGRAM = join(import.meta.dirname, '../../src/runner.js');
/** Somebody who owns nothing, has no account and is not the runner's own user either. */
const ORDINARY = 64_777;

export interface RunnerProcessOptions {
  /** Starts it as an ordinary user when the tests are run by root; else it is started as whoever we are. */
  readonly ordinaryUser: boolean;
  readonly concurrency: number;
}

/** A runner by itself, as it is deployed in a container of its own: configured by its environment, on a socket it was given. */
export class RunnerProcess {
  private readonly client = new RunnerClient();
  private readonly token = randomBytes(32).toString('base64url');
  private readonly folder = mkdtempSync(join(tmpdir(), 'runner-of-test-'));
  private child: ChildProcess | undefined;

  private constructor(private readonly options: RunnerProcessOptions) {}

  static async start(options: RunnerProcessOptions): Promise<RunnerProcess> {
    const runner = new RunnerProcess(options);
    await runner.listens();
    return runner;
  }

  private async listens(): Promise<void> {
    const other = this.options.ordinaryUser && process.getuid?.() === 0;
    if (other) chownSync(this.folder, ORDINARY, ORDINARY);
    const env = {
      LECTERN_RUNNER: 'bubblewrap',
      LECTERN_RUNNER_LISTEN: `unix:${this.socket}`,
      LECTERN_RUNNER_TOKEN: this.token,
      LECTERN_RUNNER_CONCURRENCY: String(this.options.concurrency),
    };
    const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
    const child = spawn(process.execPath, [PROGRAM], { env, cwd: '/', stdio, ...(other ? { uid: ORDINARY, gid: ORDINARY } : {}) });
    this.child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const { driver, address, problem } = JSON.parse(line) as Record<string, unknown>;
      if (address === undefined) continue;
      child.stdout.resume();
      if (driver === 'bubblewrap') return;
      throw new Error(`No runner with bubblewrap: ${String(problem)}`);
    }
    throw new Error('The runner ended before it listened');
  }

  private get socket(): string {
    return join(this.folder, 'socket');
  }

  private get endpoint() {
    return { target: { socketPath: this.socket }, token: this.token };
  }

  async run(request: RunRequest): Promise<readonly CaseResult[]> {
    const results: CaseResult[] = [];
    await this.client.run(this.endpoint, request, (index, result) => (results[index] = result));
    return results;
  }

  status(): Promise<RunnerStatus> {
    return this.client.status(this.endpoint);
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.child?.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
