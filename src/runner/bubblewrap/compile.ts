import { mkdir, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Language } from '../languages/language.js';
import type { CaseResult, Limits } from '../protocol.js';
import { Capture } from '../capture.js';
import { runCase } from './run-case.js';
import type { SandboxProcess } from './sandbox-process.js';

/** No learner's program is larger, unless it holds an enormous constant. */
const LARGEST_PROGRAM = 8 << 20;

/** A program the compiler made, or why it did not. */
export interface Compiled {
  readonly refusal: CaseResult | undefined;
  readonly path: string;
  readonly dispose: () => Promise<void>;
}

const STOPPED: Partial<Record<CaseResult['status'], string>> = {
  timeout: 'The compiler took too long.',
  memory_exceeded: 'The compiler needed too much memory.',
  output_exceeded: 'The compiler, or the program it made, wrote too much.',
};

/** Compiles in a sandbox that was started for it, and keeps the program in a file only we can write. */
export async function compile(
  sandbox: SandboxProcess,
  job: { readonly language: Language; readonly source: string; readonly limits: Limits; readonly folder: string },
  signal: AbortSignal,
): Promise<Compiled> {
  const { language, source, limits, folder } = job;
  const program = new Capture(LARGEST_PROGRAM, () => sandbox.stop('output_exceeded'));
  sandbox.answer = program;
  const result = await runCase(
    sandbox,
    { language, limits, case: { kind: 'program', stdin: source }, frame: undefined, secret: '' },
    signal,
  );
  const path = join(folder, randomUUID(), 'program');
  if (result.status !== 'ok') return { refusal: refused(result), path, dispose: () => Promise.resolve() };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, program.bytes(), { mode: 0o555 });
  return { refusal: undefined, path, dispose: () => rm(dirname(path), { recursive: true, force: true }) };
}

function refused({ status, stderr, ...result }: CaseResult): CaseResult {
  const why = STOPPED[status];
  return { ...result, status: 'compile_error', stdout: '', stderr: why === undefined ? stderr : `${stderr}${why}\n` };
}
