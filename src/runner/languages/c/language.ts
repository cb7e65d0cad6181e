import { execFile } from 'node:child_process';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { DriverUnusable } from '../../driver.js';
import type { Limits } from '../../protocol.js';
import type { Language } from '../language.js';
import { USUAL_LIMITS, USUAL_MOST } from '../../usual-limits.js';

const COMPILER = '/usr/bin/gcc';
/** A compiler needs more than what it compiles, and its time is nobody's in a test. */
const COMPILE_LIMITS: Limits = { wall_ms: 20_000, cpu_ms: 15_000, memory_mb: 512, output_bytes: 65_536, processes: 16, disk_mb: 64 };
/** The source comes on standard input; the program goes out on descriptor 4, since nothing of the machine can be written. */
const COMPILE = 'cat >main.c && gcc -std=gnu17 -O2 -Wall -o program main.c -lm -pthread </dev/null && cat program >&4';

const PARTS = ['cc1', 'collect2', 'as', 'ld'];
/** What programs are linked with: object files, linker scripts, and the libraries those name. */
const LINKED = [
  ...['crt1.o', 'Scrt1.o', 'crti.o', 'crtn.o', 'libc.so', 'libc.so.6', 'libc_nonshared.a', 'libm.so', 'libm.so.6'],
  ...['libmvec.so.1', 'libpthread.a', 'libpthread.so', 'libpthread.so.0', 'libpthread_nonshared.a', 'libgcc_s.so.1'],
];
/** What they are run with; threads that are cancelled load the last. */
const NEEDED = ['libc.so.6', 'libm.so.6', 'libmvec.so.1', 'libpthread.so.0', 'libgcc_s.so.1'];

const ask = async (question: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(COMPILER, [question], { env: { PATH: '/usr/bin:/bin' }, timeout: 10_000 });
  return stdout.trim();
};

/** The compiler's own programs by where it looks for them, those without a folder in /usr/bin. */
async function programs(): Promise<Map<string, string>> {
  const paths = await Promise.all(PARTS.map((part) => ask(`-print-prog-name=${part}`)));
  const found = paths.map((path) => (isAbsolute(path) ? path : join('/usr/bin', path)));
  return new Map([COMPILER, '/bin/cat', ...found].map((path) => [path, path]));
}

/** Files the compiler finds by name, under the names it finds them by. */
async function libraries(names: readonly string[]): Promise<Map<string, string>> {
  const paths = await Promise.all(names.map((name) => ask(`-print-file-name=${name}`)));
  // It answers with the bare name of what it does not have.
  const found = paths.filter(isAbsolute);
  return new Map(await Promise.all(found.map(async (path) => [path, join(await realpath(dirname(path)), basename(path))] as const)));
}

const isFolder = (path: string) =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

/** The folder of the compiler's own headers and objects, that of its programs, and the headers of the C library. */
async function folders(): Promise<Map<string, string>> {
  const own = dirname(await ask('-print-libgcc-file-name'));
  const executables = dirname(await ask('-print-prog-name=cc1'));
  const all = [...new Set([own, executables, '/usr/include'])];
  const there = await Promise.all(all.map(isFolder));
  return new Map(all.filter((path, index) => there[index] && isAbsolute(path)).map((path) => [path, path]));
}

/** C, compiled by the distribution's GCC inside a sandbox; the program is run in another, where there is no compiler. */
export const c: Language = {
  id: 'c',
  name: 'C',
  kinds: ['program'],
  fileName: 'main.c',
  limits: USUAL_LIMITS,
  most: USUAL_MOST,
  probe: '#include <stdio.h>\nint main(void) { puts("ready"); return 0; }\n',
  warm: 0,
  ownThreads: 0,
  boundedAddressSpace: true,
  outOfMemory: undefined,
  async find() {
    const version = await ask('-dumpfullversion').catch(() => {
      throw new DriverUnusable(`${COMPILER} is not there`);
    });
    const headers = await readdir('/usr/include').catch((): string[] => []);
    if (!headers.includes('stdio.h')) throw new DriverUnusable('the headers of the C library are not installed');
    return {
      version,
      bootstrapped: false,
      command: ['/program'],
      image: { programs: await libraries(NEEDED), files: new Map([['/program', '']]), mounts: new Map() },
      compiler: {
        limits: COMPILE_LIMITS,
        command: ['/bin/sh', '-c', COMPILE],
        image: { programs: new Map([...(await programs()), ...(await libraries(LINKED))]), files: new Map(), mounts: await folders() },
      },
    };
  },
};
