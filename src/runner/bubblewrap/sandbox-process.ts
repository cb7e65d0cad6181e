import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Limits } from '../protocol.js';
import { Capture } from '../capture.js';
import { endProcess } from './end-process.js';
import { Frames } from './frames.js';
import type { Meter } from './meter.js';
import { StatusReport } from './status-report.js';

/** Where the launcher finds bubblewrap, and all that the environment of any of it is. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin' };
/** After a kill everything ends at once; when it does not, harder means follow. */
const KILL_AGAIN_MS = 1000;
/** With the last process its outputs are closed, unless one of them was on its way through a socket: then nobody waits for it longer. */
const LATE_MS = 1000;
/** Before the learner's program begins only we write on standard error: then it holds what went wrong. */
const COMPLAINT_BYTES = 4096;

/** Why a process tree was ended before its time. */
export type StopReason = 'timeout' | 'output_exceeded' | 'memory_exceeded' | 'abandoned';

/** What a process tree left behind. */
export interface Ending {
  readonly stopped: StopReason | undefined;
  readonly exitCode: number | undefined;
  readonly endedAt: number;
  /** What it complained of outside the learner's program. */
  readonly complaint: string;
}

/** One sandbox: bubblewrap, the first process inside and all that come of it, from the start to the end of the last of them. */
export class SandboxProcess {
  readonly report = new StatusReport();
  readonly frames: Frames;
  readonly ready: Promise<void>;
  readonly ended: Promise<Ending>;
  /** Where descriptor 4 goes. */
  answer: { take(chunk: Buffer): void };
  stdout: Capture;
  stderr: Capture;
  private readonly child: ChildProcess;
  private stopped: StopReason | undefined;
  private endedAt = 0;
  private alive = true;
  private begun = false;
  private readonly onBegun: () => unknown;

  constructor(
    launcherArguments: readonly string[],
    readonly meter: Meter,
    private readonly kind: 'waits' | 'begins at once',
    limits: Limits,
  ) {
    let becomeReady: () => void = () => undefined;
    const isReady = new Promise<void>((resolve) => (becomeReady = resolve));
    this.frames = new Frames((letter) => kind === 'waits' && letter === 'R' && becomeReady());
    this.onBegun = () => kind === 'begins at once' && becomeReady();
    this.answer = this.frames;
    this.stdout = this.stderr = new Capture(COMPLAINT_BYTES, () => undefined);
    // What begins at once may print before we have heard that it has begun.
    if (kind === 'begins at once') this.capture(limits);
    this.child = spawn('/bin/sh', [...launcherArguments], { stdio: Array<'pipe'>(6).fill('pipe'), env: ENVIRONMENT, cwd: '/' });
    // Where the machine has no process or descriptor left to give, there are no pipes either, only the error.
    if (this.child.pid !== undefined) this.listen();
    this.ended = this.untilEnd();
    const never = this.ended.then(({ complaint }) => Promise.reject(new Error(`the sandbox ended before it was ready: ${complaint}`)));
    this.ready = Promise.race([isReady, never]);
    this.ready.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  private listen(): void {
    this.onData(1, (chunk) => this.stdout.take(chunk));
    this.onData(2, (chunk) => this.stderr.take(chunk));
    this.onData(4, (chunk) => this.answer.take(chunk));
    this.onData(5, (chunk) => {
      this.report.take(chunk);
      const first = this.report.firstProcess;
      if (this.begun || first === undefined) return;
      this.begun = true;
      this.meter.begin(first);
      this.onBegun();
      if (this.stopped !== undefined) this.kill();
    });
    // A program need not read what it is given.
    for (const descriptor of [0, 3]) this.child.stdio[descriptor]?.on('error', () => undefined);
  }

  private onData(descriptor: number, take: (chunk: Buffer) => void): void {
    const stream = this.child.stdio[descriptor] as Readable;
    stream.on('data', take);
    stream.on('error', () => undefined);
  }

  private untilEnd(): Promise<Ending> {
    return new Promise((resolve, reject) => {
      let late: NodeJS.Timeout | undefined;
      this.child.once('error', (error) => {
        this.alive = false;
        reject(error);
      });
      this.child.once('exit', () => {
        this.alive = false;
        this.endedAt = performance.now();
        this.child.stdin?.destroy();
        this.child.stdio[3]?.destroy();
        late = setTimeout(() => this.child.stdio.forEach((stream) => stream?.destroy()), LATE_MS);
      });
      this.child.once('close', () => {
        clearTimeout(late);
        const { stopped, endedAt } = this;
        resolve({ stopped, endedAt, exitCode: this.report.exitCode, complaint: this.stderr.text().trim() });
      });
    });
  }

  get isAlive(): boolean {
    return this.alive && this.stopped === undefined;
  }

  /** From here on the learner's program runs: hands over its case, if it is waited for, and its standard input. */
  begin(limits: Limits, frame: Buffer | undefined, stdin: string): void {
    if (this.kind === 'waits') this.capture(limits);
    (this.child.stdio[3] as Writable).end(frame);
    this.child.stdin?.end(stdin);
  }

  private capture({ output_bytes }: Limits): void {
    this.stdout = new Capture(output_bytes, () => this.stop('output_exceeded'));
    this.stderr = new Capture(output_bytes, () => this.stop('output_exceeded'));
  }

  /** Ends the whole tree; the first reason counts. */
  stop(reason: StopReason): void {
    if (this.stopped !== undefined || !this.alive) return;
    this.stopped = reason;
    this.kill();
    setTimeout(() => this.kill(true), KILL_AGAIN_MS).unref();
  }

  /**
   * The first process inside is killed, and bubblewrap outside, its parent, buries it and ends. Were bubblewrap killed, nobody in a
   * container would bury it; and killed before it has told who the first process is, it would leave that one behind, waiting for ever.
   */
  private kill(again = false): void {
    if (!this.alive) return;
    const first = this.report.firstProcess;
    if (first !== undefined) endProcess(first);
    if (!again) return;
    this.meter.kill();
    this.child.kill('SIGKILL');
  }
}
