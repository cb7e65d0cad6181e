import type { CaseResult, Limits, RunCase } from '../protocol.js';
import type { Language } from '../languages/language.js';
import { authenticReport } from './tests-report.js';
import type { Ending, SandboxProcess } from './sandbox-process.js';

const SIGNALLED = 128;
const SIGXCPU = 24;
/** Highest signal a shell's exit code may stand for. */
const LAST_SIGNAL = 64;
/** Of standard error: V8 tells the stack of its own functions after it has said what is wrong. */
const LAST_WORDS = 65_536;
/** Between two looks at what a run has used up, at least. */
const LOOK_MS = 10;

/** It was not the learner's program that failed. */
export class SandboxFailed extends Error {}

export interface Handover {
  readonly language: Language;
  readonly limits: Limits;
  readonly case: RunCase;
  /** For the bootstrap; undefined where the program is run by itself. */
  readonly frame: Buffer | undefined;
  /** By which a report of tests is told from one the learner's program made up. */
  readonly secret: string;
}

/** Stops a run at its limits of time and memory. Returns how to end the watch. */
function watch(sandbox: SandboxProcess, limits: Limits, cpuBefore: number): () => void {
  const wall = setTimeout(() => sandbox.stop('timeout'), limits.wall_ms);
  let look: NodeJS.Timeout;
  const again = () => {
    const left = limits.cpu_ms - ((sandbox.meter.cpuMs() ?? cpuBefore) - cpuBefore);
    if (left < 0) return sandbox.stop('timeout');
    if (sandbox.meter.memoryExceeded()) return sandbox.stop('memory_exceeded');
    // Threads use up time faster than the clock runs, yet a limit is not missed by much.
    look = setTimeout(again, Math.min(100, Math.max(LOOK_MS, left / 4)));
  };
  look = setTimeout(again, LOOK_MS);
  return () => {
    clearTimeout(wall);
    clearTimeout(look);
  };
}

function statusOf(
  { language, limits }: Handover,
  { stopped, exitCode }: Ending,
  cpuMs: number,
  sandbox: SandboxProcess,
): CaseResult['status'] {
  if (stopped !== undefined && stopped !== 'abandoned') return stopped;
  if (sandbox.meter.memoryExceeded()) return 'memory_exceeded';
  if (cpuMs > limits.cpu_ms || exitCode === SIGNALLED + SIGXCPU) return 'timeout';
  if (exitCode === 0) return 'ok';
  return language.outOfMemory?.test(sandbox.stderr.text().slice(-LAST_WORDS)) === true ? 'memory_exceeded' : 'runtime_error';
}

const exitCodeOf = ({ stopped, exitCode }: Ending): number | null => {
  if (stopped !== undefined || exitCode === undefined) return null;
  return exitCode > SIGNALLED && exitCode <= SIGNALLED + LAST_SIGNAL ? null : exitCode;
};

/** The value of a call, if what came is JSON at all. */
function valueOf(sandbox: SandboxProcess): string | undefined {
  const text = sandbox.frames.payload('V')?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/**
 * Runs one case in a sandbox that is ready for it and has never run any. Rejects when the sandbox failed, which is nobody's
 * program's fault, and with the signal's reason when that was aborted.
 */
export async function runCase(sandbox: SandboxProcess, handover: Handover, signal: AbortSignal): Promise<CaseResult> {
  const { limits } = handover;
  signal.throwIfAborted();
  const abandon = () => sandbox.stop('abandoned');
  signal.addEventListener('abort', abandon, { once: true });
  const cpuBefore = sandbox.meter.cpuMs() ?? 0;
  const startedAt = performance.now();
  sandbox.begin(limits, handover.frame, handover.case.kind === 'program' ? handover.case.stdin : '');
  const unwatch = watch(sandbox, limits, cpuBefore);
  const ending = await sandbox.ended
    .catch((error: unknown) => {
      sandbox.meter.release();
      throw error;
    })
    .finally(() => {
      unwatch();
      signal.removeEventListener('abort', abandon);
    });
  const used = sandbox.meter.cpuMs();
  const cpuMs = Math.max(0, used === undefined ? (sandbox.report.cpuMs ?? 0) : used - cpuBefore);
  const status = statusOf(handover, ending, cpuMs, sandbox);
  const memoryKb = sandbox.meter.peakKb();
  sandbox.meter.release();
  signal.throwIfAborted();
  if (ending.stopped === 'abandoned') throw new Error('the sandbox was given up');
  if (ending.exitCode === undefined && ending.stopped === undefined && status !== 'memory_exceeded') {
    throw new SandboxFailed(`the sandbox failed: ${ending.complaint.slice(0, 500)}`);
  }
  const value = status === 'ok' && handover.case.kind === 'call' ? valueOf(sandbox) : undefined;
  const tests = handover.case.kind === 'tests' ? authenticReport(sandbox.frames.payload('T'), handover.secret) : undefined;
  return {
    status,
    stdout: sandbox.stdout.text(),
    stderr: sandbox.stderr.text(),
    exit_code: exitCodeOf(ending),
    duration_ms: round(ending.endedAt - startedAt),
    cpu_ms: round(cpuMs),
    memory_kb: memoryKb,
    truncated: sandbox.stdout.truncated || sandbox.stderr.truncated,
    ...(value === undefined ? {} : { value }),
    ...(tests === undefined ? {} : { tests }),
  };
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
