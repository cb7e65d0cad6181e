import { join } from 'node:path';
import type { PreparedProgram, Program } from '../driver.js';
import type { FindOptions, Installation, Language } from '../languages/language.js';
import type { CaseResult, Limits, RunCase } from '../protocol.js';
import { compile } from './compile.js';
import { type Image, layOut } from './image.js';
import { Pool } from './pool.js';
import { runCase, SandboxFailed } from './run-case.js';
import type { SandboxProcess } from './sandbox-process.js';
import type { Starter } from './starter.js';
import { newSecret } from './tests-report.js';

interface Opened {
  readonly installation: Installation;
  readonly image: Image;
  readonly compilerImage: Image | undefined;
  readonly folder: string;
}

/** A language as this machine has it, with its image laid out and its sandboxes waiting. */
export class Workshop {
  private readonly pool: Pool;

  private constructor(
    readonly language: Language,
    private readonly opened: Opened,
    private readonly starter: Starter,
    warm: number,
  ) {
    this.pool = new Pool(opened.installation.bootstrapped ? warm : 0, () => this.start(language.limits));
  }

  /** Throws `DriverUnusable` when the machine has no such language. */
  static async open(
    language: Language,
    starter: Starter,
    workDir: string,
    options: FindOptions & { readonly warm: number | undefined },
  ): Promise<Workshop> {
    const installation = await language.find(options);
    const folder = join(workDir, 'languages', language.id);
    const image = await layOut(installation.image, join(folder, 'image'));
    const compilerImage = installation.compiler && (await layOut(installation.compiler.image, join(folder, 'compiler')));
    return new Workshop(language, { installation, image, compilerImage, folder }, starter, options.warm ?? language.warm);
  }

  get version(): string {
    return this.opened.installation.version;
  }

  fill(): void {
    this.pool.fill();
  }

  async prepare(program: Program, signal: AbortSignal): Promise<PreparedProgram> {
    const { compiler } = this.opened.installation;
    const { compilerImage, folder } = this.opened;
    if (compiler === undefined || compilerImage === undefined) {
      const run: PreparedProgram['run'] = (given, limits, aborted) => this.run(program, given, limits, aborted);
      return { refusal: undefined, run, dispose: () => Promise.resolve() };
    }
    const { limits } = compiler;
    const sandbox = this.starter.start(this.language, { ...compiler, bootstrapped: false }, compilerImage, limits);
    await untilReady(sandbox, signal);
    const job = { language: this.language, source: program.source, limits, folder: join(folder, 'programs') };
    const { refusal, path, dispose } = await compile(sandbox, job, signal);
    return { refusal, dispose, run: (given, limits_, aborted) => this.run(program, given, limits_, aborted, [[path, '/program']]) };
  }

  private start(limits: Limits, mounts: readonly (readonly [string, string])[] = []): SandboxProcess {
    return this.starter.start(this.language, this.opened.installation, this.opened.image, limits, mounts);
  }

  private async run(
    program: Program,
    run: RunCase,
    limits: Limits,
    signal: AbortSignal,
    mounts?: readonly (readonly [string, string])[],
  ): Promise<CaseResult> {
    signal.throwIfAborted();
    if (!this.language.kinds.includes(run.kind)) throw new RangeError(`${this.language.id} has no cases of the kind ${run.kind}`);
    const waiting = mounts === undefined && this.fitsWaiting(limits) ? this.pool.take() : undefined;
    if (waiting === undefined) return this.runIn(this.start(limits, mounts), program, run, limits, signal);
    try {
      return await this.runIn(waiting, program, run, limits, signal);
    } catch (error) {
      // It may have been dying as it was taken; what runs in a sandbox has no effect outside, so it may run again.
      if (!(error instanceof SandboxFailed)) throw error;
      return this.runIn(this.start(limits), program, run, limits, signal);
    }
  }

  private async runIn(sandbox: SandboxProcess, program: Program, run: RunCase, limits: Limits, signal: AbortSignal): Promise<CaseResult> {
    await untilReady(sandbox, signal);
    const secret = newSecret();
    const frame = this.opened.installation.bootstrapped ? frameOf(program, run, limits, secret) : undefined;
    return runCase(sandbox, { language: this.language, limits, case: run, frame, secret }, signal);
  }

  /** Waiting sandboxes were made for the language's own limits; time and output are measured from outside, the rest is built in. */
  private fitsWaiting({ memory_mb, processes, disk_mb, cpu_ms }: Limits): boolean {
    const own = this.language.limits;
    return memory_mb === own.memory_mb && processes === own.processes && disk_mb === own.disk_mb && cpu_ms <= own.cpu_ms;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

async function untilReady(sandbox: SandboxProcess, signal: AbortSignal): Promise<void> {
  const abandon = () => sandbox.stop('abandoned');
  signal.addEventListener('abort', abandon, { once: true });
  try {
    signal.throwIfAborted();
    await sandbox.ready;
  } catch (error) {
    abandon();
    await sandbox.ended.catch(() => undefined);
    sandbox.meter.release();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** What the bootstrap reads on descriptor 3: four bytes of length, then JSON. */
function frameOf(program: Program, run: RunCase, limits: Limits, secret: string): Buffer {
  const { kind } = run;
  const details =
    kind === 'call' ? { function: run.function, arguments: run.arguments } : kind === 'tests' ? { file: run.file, secret } : {};
  const body = Buffer.from(JSON.stringify({ kind, source: program.source, cpu_seconds: Math.ceil(limits.cpu_ms / 1000), ...details }));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}
