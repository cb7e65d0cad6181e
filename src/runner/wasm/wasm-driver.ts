import { dirname, join } from 'node:path';
import { realpath } from 'node:fs/promises';
import type { Driver, PreparedProgram, Program } from '../driver.js';
import { DriverUnusable } from '../driver.js';
import type { Limits, RunCase, RunnerStatus } from '../protocol.js';
import { InterpreterProcess, type WasmFiles } from './interpreter-process.js';

export interface WasmOptions {
  /** The node executable, the folder of the package `pyodide` and the compiled `pyodide-child.js`, all readable by this process. */
  readonly nodePath: string;
  readonly pyodideDir: string;
  readonly childScript: string;
}

const MEMORY_MB = 256;
const LIMITS: Limits = { wall_ms: 10_000, cpu_ms: 10_000, memory_mb: MEMORY_MB, output_bytes: 65_536, processes: 1, disk_mb: MEMORY_MB };
const MOST: Limits = { ...LIMITS, wall_ms: 60_000, cpu_ms: 60_000, output_bytes: 4_194_304 };
const PROBE: RunCase = { kind: 'program', stdin: '' };

/**
 * Python in WebAssembly, for a machine that cannot do better: a child process with Node's permission flags and without the bridge to
 * JavaScript. It keeps mistakes of learners in, and is no boundary against hostile code: a hole in V8 or in Pyodide's glue is a hole in it.
 */
export const createWasmDriver = async (options: WasmOptions): Promise<Driver> => {
  const files = await resolved(options);
  const driver = new WasmDriver(files, await versionOf(files));
  driver.warm();
  return driver;
};

/** Node compares real paths when it decides what may be read. */
const resolved = async ({ nodePath, pyodideDir, childScript }: WasmOptions): Promise<WasmFiles> => {
  try {
    const [node, folder, script] = await Promise.all([nodePath, pyodideDir, childScript].map((path) => realpath(path)));
    return {
      nodePath: node ?? nodePath,
      pyodideDir: folder ?? pyodideDir,
      childScript: script ?? childScript,
      bootstrap: join(dirname(script ?? childScript), 'bootstrap.py'),
    };
  } catch (error) {
    throw new DriverUnusable(`Pyodide cannot be found: ${(error as Error).message}`);
  }
};

const versionOf = async (files: WasmFiles): Promise<string> => {
  const interpreter = new InterpreterProcess(files, MEMORY_MB);
  try {
    await interpreter.ready;
    const source = 'import sys; print(*sys.version_info[:3], sep=".", end="")';
    const { stdout, stderr, status } = await interpreter.run(source, PROBE, LIMITS, new AbortController().signal);
    if (status !== 'ok') throw new DriverUnusable(`Pyodide runs nothing: ${status} ${stderr}`);
    return stdout;
  } finally {
    interpreter.kill();
  }
};

class WasmDriver implements Driver {
  readonly name = 'wasm';
  readonly weak = true;
  readonly in_force = {
    memory: 'WebAssembly',
    processes: 'none can be started',
    cpu: 'wall clock',
    network: 'not offered',
    files: 'in memory',
  };
  readonly languages: RunnerStatus['languages'];
  /** One waits with the interpreter loaded: that takes a second or two, and 160 MB. */
  private waiting: InterpreterProcess | undefined;
  private readonly running = new Set<InterpreterProcess>();
  private closed = false;

  constructor(
    private readonly files: WasmFiles,
    version: string,
  ) {
    this.languages = [{ id: 'python', name: 'Python (WebAssembly)', version, kinds: ['program', 'call'], limits: LIMITS, most: MOST }];
  }

  /** Loads the next interpreter in the background. */
  warm(): void {
    if (this.closed) return;
    const next = new InterpreterProcess(this.files, MEMORY_MB);
    this.waiting = next;
    void next.exited.then(() => {
      if (this.waiting === next) this.waiting = undefined;
    });
  }

  prepare({ source }: Program): Promise<PreparedProgram> {
    return Promise.resolve({
      refusal: undefined,
      run: (run, limits, signal) => this.run(source, run, limits, signal),
      dispose: () => Promise.resolve(),
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const all = [...this.running, ...(this.waiting ? [this.waiting] : [])];
    for (const interpreter of all) interpreter.kill();
    await Promise.all(all.map(({ exited }) => exited));
  }

  private async run(source: string, run: RunCase, limits: Limits, signal: AbortSignal) {
    const interpreter = this.waiting ?? new InterpreterProcess(this.files, MEMORY_MB);
    this.waiting = undefined;
    this.running.add(interpreter);
    const abort = () => interpreter.kill();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await interpreter.ready;
      signal.throwIfAborted();
      return await interpreter.run(source, run, limits, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      interpreter.kill();
      this.running.delete(interpreter);
      if (!this.waiting) this.warm();
    }
  }
}
