import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerClient } from '../../src/platform/sandbox/runner-client.js';
import { type RunnerEndpoint, runnerTarget } from '../../src/platform/sandbox/runner-connection.js';
import { parseRunnerLine } from '../../src/platform/sandbox/runner-lines.js';
import type { CaseResult, RunRequest } from '../../src/runner/protocol.js';
import { eventually } from '../../src/testing/eventually.js';

const PROGRAM = join(import.meta.dirname, '../../src/runner.js');
export const TOKEN = 'a-token-for-tests-only-0123456789';

export interface RunnerProcessOptions {
  /** Its environment, where that configures it. */
  readonly env?: NodeJS.ProcessEnv;
  /** Its settings, where a server starts it. */
  readonly settings?: object;
  /** Whom it is started as, when root may choose. */
  readonly user?: number;
}

/** The runner's process, started as a server or an operator starts it. */
export class RunnerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; output: string }>;
  output = '';
  private readonly client = new RunnerClient();

  constructor({ env = {}, settings, user }: RunnerProcessOptions) {
    const as = user === undefined || process.getuid?.() !== 0 ? {} : { uid: user, gid: user };
    const parameters = settings ? [PROGRAM, '--by-server'] : [PROGRAM];
    this.child = spawn(process.execPath, parameters, { env, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'], ...as });
    this.child.stdin?.on('error', () => undefined);
    if (settings) this.child.stdin?.write(`${JSON.stringify(settings)}\n`);
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.ended = new Promise((end) => this.child.once('close', (code) => end({ code, output: this.output })));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until it listens. */
  listening(): Promise<RunnerEndpoint> {
    return eventually(() => {
      if (this.child.exitCode !== null) throw new Error(this.output);
      const addresses = this.output.split('\n').flatMap((line) => (line === '' ? [] : [parseRunnerLine(line).address ?? []].flat()));
      return addresses[0] === undefined ? undefined : { target: runnerTarget(addresses[0]), token: TOKEN };
    });
  }

  async run(source: string, more: Partial<RunRequest> = {}): Promise<CaseResult> {
    const results: CaseResult[] = [];
    const request: RunRequest = { language: 'python', source, cases: [{ kind: 'program' }], ...more };
    await this.client.run(await this.listening(), request, (_index, result) => results.push(result));
    if (!results[0]) throw new Error('no result');
    return results[0];
  }

  async status() {
    return this.client.status(await this.listening());
  }

  async end(): Promise<void> {
    this.client.close();
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Everything that was started by this process, or by what it started. */
export const descendantsOf = (pid: number): number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const];
      } catch {
        return [];
      }
    });
  const below = (parent: number): number[] => parents.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
};
