import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Driver, DriverUnusable, type PreparedProgram, type Program } from '../driver.js';
import type { Limits, RunnerStatus } from '../protocol.js';
import { USUAL_LIMITS, USUAL_MOST } from '../usual-limits.js';
import { runProcess } from './run-process.js';

const MOST: Limits = { ...USUAL_MOST, processes: 256, disk_mb: 256 };

interface Interpreter {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly command: readonly string[];
  readonly versionCommand: readonly string[];
  /** V8 reserves far more address space than it uses. */
  readonly boundedAddressSpace: boolean;
}

const interpreters = (node: string): readonly Interpreter[] => [
  {
    id: 'python',
    name: 'Python 3',
    file: 'main.py',
    command: ['/usr/bin/env', 'python3', '-I'],
    versionCommand: ['/usr/bin/env', 'python3', '-I', '-c', 'import platform; print(platform.python_version())'],
    boundedAddressSpace: true,
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    file: 'main.mjs',
    command: [node],
    versionCommand: [node, '-p', 'process.versions.node'],
    boundedAddressSpace: false,
  },
];

const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };

/**
 * For development on a machine that has nothing better: ordinary processes with resource limits, as the user who runs the
 * runner. They can read what that user can, and reach the network. Only whole programs; never in production.
 */
export const createProcessDriver = async (node: string): Promise<Driver> => {
  const found = await Promise.all(interpreters(node).map(installed));
  const languages = found.filter((language) => language !== undefined);
  if (languages.length === 0) throw new DriverUnusable('there is no interpreter');
  return {
    name: 'process',
    weak: true,
    in_force: { wall: 'timer', cpu: 'rlimit', memory: 'rlimit, Python only', output: 'runner', disk: 'rlimit, per file' },
    languages: languages.map(({ status }) => status),
    prepare: (program, limits) => prepare(languages, program, limits),
    close: () => Promise.resolve(),
  };
};

interface Installed {
  readonly interpreter: Interpreter;
  readonly status: RunnerStatus['languages'][number];
}

const installed = async (interpreter: Interpreter): Promise<Installed | undefined> => {
  const { id, name, versionCommand } = interpreter;
  const [command = '', ...parameters] = versionCommand;
  try {
    const { stdout } = await promisify(execFile)(command, parameters, { env: ENVIRONMENT, timeout: 5000 });
    return { interpreter, status: { id, name, version: stdout.trim(), kinds: ['program'], limits: USUAL_LIMITS, most: MOST } };
  } catch {
    return undefined;
  }
};

const prepare = async (languages: readonly Installed[], program: Program, _limits: Limits): Promise<PreparedProgram> => {
  const language = languages.find(({ interpreter }) => interpreter.id === program.language);
  if (!language) throw new Error(`There is no ${program.language}`);
  const { interpreter } = language;
  const folder = await mkdtemp(join(tmpdir(), 'lectern-process-'));
  await writeFile(join(folder, interpreter.file), program.source);
  return {
    refusal: undefined,
    run: (run, limits, signal) => {
      if (run.kind !== 'program') return Promise.reject(new Error('Only whole programs are run'));
      const command = [...interpreter.command, interpreter.file];
      const { boundedAddressSpace } = interpreter;
      return runProcess({ command, boundedAddressSpace, folder, stdin: run.stdin, limits, signal, environment: ENVIRONMENT });
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
};
