import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunnerMode } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { RunnerConnection, type RunnerEndpoint, runnerTarget } from './runner-connection.js';
import { parseRunnerLine, type RunnerLine } from './runner-lines.js';

export interface LocalRunnerOptions {
  readonly mode: RunnerMode;
  readonly production: boolean;
  readonly weakAllowed: boolean;
  readonly concurrency: number;
  readonly user: string | undefined;
}

/** What a runner said when it began to listen. */
export type RunnerStart = Pick<RunnerLine, 'driver' | 'weak' | 'problem' | 'in_force'>;

const PROGRAM = join(import.meta.dirname, '../../runner.js');
const EXIT_CONFIG = 78;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** One that lived this long had not failed to start. */
const LONG_LIFE_MS = 30_000;
/** Runs of requests have ended before we close; what is left has nobody who waits for it. */
const END_MS = 6000;

/**
 * A runner of our own: a process with an empty environment that is started, listened to, and started again when it dies.
 * It ends when we do, however we end: its standard input is ours to hold open.
 */
export class LocalRunner extends RunnerConnection {
  readonly switchedOff = false;
  endpoint: RunnerEndpoint | undefined;
  problem: string | undefined = 'the runner is starting';
  /** Settles when the first one listens; undefined when it could not. */
  override readonly started: Promise<RunnerStart | undefined>;
  private settleStarted: (start: RunnerStart | undefined) => void = () => undefined;
  private child: ChildProcess | undefined;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private closing = false;
  /** After a first start with a boundary there is no falling back behind it: others may be able to reach us by now. */
  private weakAllowed: boolean;

  constructor(private readonly options: LocalRunnerOptions) {
    super();
    this.weakAllowed = options.weakAllowed;
    this.started = new Promise((resolve) => (this.settleStarted = resolve));
    this.start();
  }

  /** The process that runs now. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(late);
  }

  private start(): void {
    const token = randomBytes(32).toString('base64url');
    const since = performance.now();
    // a session of its own: Ctrl-C in the terminal is for us, the runner goes after the last request
    const child = spawn(process.execPath, ['--max-semi-space-size=1', PROGRAM, '--by-server'], {
      env: {},
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(this.settings(token))}\n`);
    createInterface({ input: child.stdout }).on('line', (line) => this.read(line, token));
    createInterface({ input: child.stderr }).on('line', (line) =>
      logger.warn({ line: line.slice(0, 1000) }, 'the runner wrote to its standard error'),
    );
    child.on('error', (error) => this.ended(`it cannot be started: ${error.message}`, true));
    child.on('close', (code, signal) => {
      if (performance.now() - since > LONG_LIFE_MS) this.pause = FIRST_PAUSE_MS;
      this.ended(`it ended with ${signal ?? code}`, code !== EXIT_CONFIG);
    });
  }

  private settings(token: string): object {
    const { mode: driver, production, concurrency, user } = this.options;
    return { driver, production, concurrency, user, weak_allowed: this.weakAllowed, listen: 'private', token };
  }

  private read(text: string, token: string): void {
    const { level, msg, ...facts } = parseRunnerLine(text);
    logger[level]({ runner: facts }, msg);
    if (facts.address === undefined) return;
    this.endpoint = { target: runnerTarget(facts.address), token };
    this.problem = undefined;
    if (facts.driver && !facts.weak) this.weakAllowed = false;
    this.settleStarted(facts);
  }

  private ended(reason: string, again: boolean): void {
    this.endpoint = undefined;
    this.problem = `the runner is not there: ${reason}`;
    if (this.closing) return;
    logger.error({ again_in_ms: again ? this.pause : undefined }, this.problem);
    this.settleStarted(undefined);
    if (!again) return;
    this.timer = setTimeout(() => this.start(), this.pause);
    this.timer.unref();
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }
}
