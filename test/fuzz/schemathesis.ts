import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '4.32.5';

const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lectern', `schemathesis-${VERSION}`);
const executable = join(home, 'bin', 'schemathesis');

const must = (command: string, parameters: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, parameters, { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} failed: ${stderr}`);
};

/** Installs the fuzzer into a virtual environment of its own, once on each machine. Needs Python 3.10 or newer. */
export const installSchemathesis = (): void => {
  if (existsSync(executable)) return;
  must('python3', ['-m', 'venv', '--clear', home]);
  must(join(home, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`]);
};

/** Runs the fuzzer in a folder it may leave things in; resolves with its exit status. */
export const runSchemathesis = (
  folder: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(executable, [...parameters], { cwd: folder, stdio: 'inherit', env: { ...process.env, ...variables } });
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  });
