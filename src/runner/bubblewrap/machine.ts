import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { DriverUnusable } from '../driver.js';

/** `--size` of a temporary file system came with it. */
const OLDEST = [0, 8];
const PATH = '/usr/bin:/bin';

/** Throws `DriverUnusable` unless there is a bubblewrap that can do what we ask of it. */
export async function requireBubblewrap(): Promise<void> {
  const { stdout } = await promisify(execFile)('bwrap', ['--version'], { env: { PATH }, timeout: 10_000 }).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new DriverUnusable(missing ? `bubblewrap (bwrap) is not in ${PATH}` : `bwrap --version: ${String(error)}`);
  });
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major === oldestMajor ? minor >= oldestMinor : major > oldestMajor) return;
  throw new DriverUnusable(`${stdout.trim()} is too old: ${OLDEST.join('.')} is the oldest that will do`);
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/**
 * How the launcher keeps crashes from being dumped, as words before its command. Where the machine's handler takes dumps through a pipe, a
 * limit of 0 does not stop it from being started, as root and outside, for every crash of a learner's program; a limit of one byte
 * does (core(5)).
 */
export function noCoreDumps(): readonly string[] {
  const isPiped = read('/proc/sys/kernel/core_pattern').startsWith('|');
  // Nobody may raise a limit of 0 again.
  const isOpen = !/^Max core file size\s+\S+\s+0\s/m.test(read('/proc/self/limits'));
  return isPiped && isOpen && existsSync('/usr/bin/prlimit') ? ['prlimit', '--core=1:1'] : [];
}
