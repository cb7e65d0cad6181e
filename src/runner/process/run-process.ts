import { spawn } from 'node:child_process';
import { Capture } from '../capture.js';
import type { CaseResult, Limits, RunStatus } from '../protocol.js';

export interface ProcessRun {
  readonly command: readonly string[];
  readonly boundedAddressSpace: boolean;
  readonly folder: string;
  readonly stdin: string;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
}

/** Sets what the kernel limits, then becomes the program. */
const limited = ({ limits, command, boundedAddressSpace }: ProcessRun): string[] => {
  const seconds = Math.ceil(limits.cpu_ms / 1000);
  const settings = [`ulimit -t ${seconds}`, `ulimit -f ${limits.disk_mb * 2048}`, 'ulimit -c 0'];
  if (boundedAddressSpace) settings.push(`ulimit -v ${limits.memory_mb * 1024}`);
  return ['-c', `${settings.join(' && ')} && exec "$@"`, 'sh', ...command];
};

/** Runs a program and everything it starts, in a process group that is killed as a whole. */
export const runProcess = (run: ProcessRun): Promise<CaseResult> =>
  new Promise((resolve, reject) => {
    const { limits, signal, folder: cwd, environment: env } = run;
    if (signal.aborted) return reject(signal.reason as Error);
    const started = performance.now();
    const child = spawn('/bin/sh', limited(run), { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    let ended: RunStatus | undefined;
    const kill = (status?: RunStatus): void => {
      ended ??= status;
      killGroup(child.pid);
    };
    const output = [child.stdout, child.stderr].map((stream) => {
      const capture = new Capture(limits.output_bytes, () => kill('output_exceeded'));
      stream.on('data', (chunk: Buffer) => capture.take(chunk)).on('error', () => undefined);
      return capture;
    });
    const timer = setTimeout(() => kill('timeout'), limits.wall_ms);
    const abort = () => kill();
    signal.addEventListener('abort', abort, { once: true });
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.stdin);
    child.on('error', reject);
    child.on('exit', () => kill());
    child.on('close', (code, by) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (signal.aborted) return reject(signal.reason as Error);
      const [stdout, stderr] = output.map((capture) => capture.text()) as [string, string];
      const duration = performance.now() - started;
      const status = ended ?? statusOf(code, by, stderr);
      const truncated = output.some((capture) => capture.truncated);
      resolve({ status, stdout, stderr, exit_code: code, duration_ms: duration, cpu_ms: duration, memory_kb: null, truncated });
    });
  });

const statusOf = (code: number | null, signal: NodeJS.Signals | null, stderr: string): RunStatus => {
  if (code === 0) return 'ok';
  if (signal === 'SIGXCPU' || signal === 'SIGKILL') return 'timeout';
  return /^MemoryError\b|heap out of memory/m.test(stderr) ? 'memory_exceeded' : 'runtime_error';
};

const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // all of it has ended
  }
};
