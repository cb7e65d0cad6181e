import { join } from 'node:path';
import type { FindOptions, Installation, Language } from '../languages/language.js';
import type { CaseResult, Limits, RunCase } from '../protocol.js';
import type { Program } from '../driver.js';
import { type Image, layOut } from './image.js';
import { Pool } from './pool.js';
import { runCase } from './run-case.js';
import type { SandboxProcess } from './sandbox-process.js';
import { newSecret } from './tests-report.js';
import type { Starter } from './starter.js';

/** A language as this machine has it, with its image laid out and its sandboxes waiting. */
export class Workshop {
  private readonly pool: Pool;

  private constructor(
    readonly language: Language,
    readonly installation: Installation,
    private readonly image: Image,
    private readonly starter: Starter,
    warm: number,
  ) {
    this.pool = new Pool(installation.bootstrapped ? warm : 0, () => this.start(language.limits));
  }

  /** Throws `DriverUnusable` when the machine has no such language. */
  static async open(
    language: Language,
    starter: Starter,
    workDir: string,
    options: FindOptions & { readonly warm?: number },
  ): Promise<Workshop> {
    const installation = await language.find(options);
    const image = await layOut(installation.image, join(workDir, 'images', language.id));
    return new Workshop(language, installation, image, starter, options.warm ?? language.warm);
  }

  fill(): void {
    this.pool.fill();
  }

  private start(limits: Limits): SandboxProcess {
    return this.starter.start(this.language, this.installation, this.image, limits);
  }

  async run(program: Program, run: RunCase, limits: Limits, signal: AbortSignal): Promise<CaseResult> {
    signal.throwIfAborted();
    const sandbox = (this.fitsWaiting(limits) ? this.pool.take() : undefined) ?? this.start(limits);
    await untilReady(sandbox, signal);
    const secret = newSecret();
    const frame = this.installation.bootstrapped ? frameOf(program, run, limits, secret) : undefined;
    return runCase(sandbox, { language: this.language, limits, case: run, frame, secret }, signal);
  }

  /** Waiting sandboxes were made for the language's own limits; time and output are measured from outside, the rest is built in. */
  private fitsWaiting(limits: Limits): boolean {
    const own = this.language.limits;
    return (
      limits.memory_mb === own.memory_mb &&
      limits.processes === own.processes &&
      limits.disk_mb === own.disk_mb &&
      limits.cpu_ms <= own.cpu_ms
    );
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

async function untilReady(sandbox: SandboxProcess, signal: AbortSignal): Promise<void> {
  const abandon = () => sandbox.stop('abandoned');
  signal.addEventListener('abort', abandon, { once: true });
  try {
    await sandbox.ready;
  } catch (error) {
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
