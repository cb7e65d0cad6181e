import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { Capture } from '../capture.js';
import { DriverUnusable } from '../driver.js';
import type { CaseResult, Limits, RunCase } from '../protocol.js';

export interface WasmFiles {
  /** The node executable. */
  readonly nodePath: string;
  /** The folder of the package `pyodide`. */
  readonly pyodideDir: string;
  /** `pyodide-child.js` and `bootstrap.py`. */
  readonly childScript: string;
  readonly bootstrap: string;
}

const endSchema = z.object({
  exit_code: z.int(),
  value: z.string().nullable(),
  out_of_memory: z.boolean(),
  cpu_ms: z.number().min(0),
});

const START_LIMIT_MS = 60_000;
const WASM_PAGE_KB = 64;
const MAX_REPORT_BYTES = 2_097_152;
const COMPLAINT_BYTES = 2000;

/** What the process may not do, as far as Node can forbid it. Code made of strings would be the way from a leftover of the bridge to the host. */
const flags = ({ pyodideDir, childScript, bootstrap }: WasmFiles, memoryMb: number): string[] => [
  '--permission',
  ...[childScript, bootstrap, `${pyodideDir}/`].map((path) => `--allow-fs-read=${path}`),
  '--disallow-code-generation-from-strings',
  '--disable-warning=ExperimentalWarning',
  `--wasm-max-mem-pages=${(memoryMb * 1024) / WASM_PAGE_KB}`,
  '--max-old-space-size=256',
];

/** One interpreter in a process of its own: loads, runs one case, is killed. */
export class InterpreterProcess {
  private readonly child: ChildProcess;
  private readonly report = new Capture(MAX_REPORT_BYTES, () => undefined);
  /** Settles when it can take its case; rejects when it never will. */
  readonly ready: Promise<void>;
  readonly exited: Promise<NodeJS.Signals | number | null>;

  constructor(files: WasmFiles, memoryMb: number) {
    const { nodePath, childScript, pyodideDir, bootstrap } = files;
    this.child = spawn(nodePath, [...flags(files, memoryMb), childScript, pyodideDir, bootstrap], {
      env: {},
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? code));
      this.child.once('error', () => resolve(null));
    });
    this.ready = this.becomeReady();
    // Whoever takes it hears of it; one that is never taken has nobody to tell.
    this.ready.catch(() => undefined);
  }

  private get pipes(): { input: Writable; stdout: Readable; stderr: Readable; report: Readable } {
    const [input, stdout, stderr, report] = this.child.stdio;
    if (!input || !stdout || !stderr || !report) throw new DriverUnusable('the interpreter has no pipes');
    return { input, stdout, stderr, report: report as Readable };
  }

  private async becomeReady(): Promise<void> {
    const { stderr, report } = this.pipes;
    const complaint = new Capture(COMPLAINT_BYTES, () => undefined);
    const listen = (chunk: Buffer) => complaint.take(chunk);
    stderr.on('data', listen);
    const limit = setTimeout(() => this.kill(), START_LIMIT_MS);
    const started = await Promise.race([new Promise<true>((resolve) => report.once('data', () => resolve(true))), this.exited]);
    clearTimeout(limit);
    stderr.off('data', listen);
    if (started !== true) throw new DriverUnusable(`Pyodide does not start: ${complaint.text().trim() || String(started)}`);
    report.on('data', (chunk: Buffer) => this.report.take(chunk));
  }

  /** Hands the case over and waits for its end, which is also that of the process. */
  async run(source: string, run: RunCase, limits: Limits, signal: AbortSignal): Promise<CaseResult> {
    const { input, stdout, stderr } = this.pipes;
    const started = performance.now();
    let overtime = false;
    const outputs = [stdout, stderr].map((stream) => {
      const capture = new Capture(limits.output_bytes, () => this.kill());
      stream.on('data', (chunk: Buffer) => capture.take(chunk));
      return capture;
    });
    const limit = setTimeout(() => ((overtime = true), this.kill()), limits.wall_ms);
    const abort = () => this.kill();
    signal.addEventListener('abort', abort, { once: true });
    const closed = new Promise<void>((resolve) => this.child.once('close', () => resolve()));
    input.on('error', () => undefined);
    input.end(JSON.stringify({ ...run, source }));
    const end = await this.exited;
    const duration_ms = performance.now() - started;
    await closed;
    clearTimeout(limit);
    signal.removeEventListener('abort', abort);
    signal.throwIfAborted();
    const [out, err] = outputs.map((capture) => capture.text());
    const flooded = outputs.some((capture) => capture.truncated);
    const told = this.told();
    return {
      ...verdict({ told, end, overtime, flooded }),
      stdout: out ?? '',
      stderr: err ?? '',
      duration_ms,
      cpu_ms: told?.cpu_ms ?? duration_ms,
      memory_kb: null,
      truncated: flooded,
      ...(told?.value !== undefined && told.value !== null && { value: told.value }),
    };
  }

  private told(): z.infer<typeof endSchema> | undefined {
    const line = this.report.text().split('\n')[0] ?? '';
    if (line === '') return undefined;
    return endSchema.parse(JSON.parse(line));
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

interface End {
  readonly told: z.infer<typeof endSchema> | undefined;
  readonly end: NodeJS.Signals | number | null;
  readonly overtime: boolean;
  readonly flooded: boolean;
}

/** V8 ends the process with SIGABRT or SIGTRAP when its heap is full. */
const HEAP_FULL: readonly unknown[] = ['SIGABRT', 'SIGTRAP'];

const verdict = ({ told, end, overtime, flooded }: End): Pick<CaseResult, 'status' | 'exit_code'> => {
  if (flooded) return { status: 'output_exceeded', exit_code: null };
  if (overtime) return { status: 'timeout', exit_code: null };
  if (!told)
    return { status: HEAP_FULL.includes(end) ? 'memory_exceeded' : 'runtime_error', exit_code: typeof end === 'number' ? end : null };
  if (told.out_of_memory) return { status: 'memory_exceeded', exit_code: told.exit_code };
  return { status: told.exit_code === 0 ? 'ok' : 'runtime_error', exit_code: told.exit_code };
};
