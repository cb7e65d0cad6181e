import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProcessRole } from '../../../src/platform/config/config.js';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
const KEPT_LINES = 2000;

type Child = ChildProcessByStdio<null, Readable, null>;

interface LogLine {
  readonly level?: number;
  readonly msg?: string;
  readonly url?: string;
}

const lineOf = (text: string): LogLine => {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return {};
  }
};

/** `node dist/src/main.js --role …`, to be stopped, frozen and killed. */
export class ServerProcess {
  private child: Child | undefined;
  private address = '';
  private ready = false;
  /** What it said last that was a warning or worse: for whoever looks for the cause of a failed test. */
  readonly complaints: string[] = [];

  /** `number` tells the processes of an installation apart in what they leave behind. */
  constructor(
    readonly role: ProcessRole,
    readonly number: number,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Of a process that serves requests; the same after every start once it is known. */
  get url(): string {
    if (!this.address) throw new Error('It is not serving yet');
    return this.address;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Started, and not ended since. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Answers when it is ready for requests or at work. `more` is added to its environment, this time. */
  async start(more: NodeJS.ProcessEnv = {}): Promise<this> {
    const port = this.address ? { PORT: new URL(this.address).port } : {};
    const env = { ...this.environment, LECTERN_FAULTS_PROCESS: String(this.number), LOG_LEVEL: 'info', ...port, ...more };
    const child: Child = spawn(process.execPath, [MAIN, '--role', this.role], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    const announced = new Promise<LogLine>((resolve, reject) => {
      lines.on('line', (text) => {
        const line = lineOf(text);
        if ((line.level ?? 0) >= 40 && this.complaints.push(text) > KEPT_LINES) this.complaints.shift();
        if (line.msg === 'ready' || line.msg === 'worker started') resolve(line);
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`It ended with ${code ?? signal} before it was ready: ${this.complaints.join()}`)),
      );
    });
    const { url } = await announced;
    this.ready = true;
    if (url) this.address = url;
    return this;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** As an orchestrator would. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.ready = false;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
