import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DriverUnusable } from '../../driver.js';
import { harnessFiles } from './harness.js';
import type { Installation, Language } from '../language.js';
import { USUAL_LIMITS, USUAL_MOST } from '../../usual-limits.js';

// Only where distributions put it: an interpreter of somebody's home or /usr/local is theirs, not ours to show to learners.
const CANDIDATES = ['/usr/bin/python3', '/opt/python/bin/python3'];
const MAJOR = 3;
const OLDEST_MINOR = 9;
// Read as this file is loaded, before the runner gives up the rights its own files may need.
const BOOTSTRAP = readFileSync(join(import.meta.dirname, 'bootstrap.py'), 'utf8');

const DESCRIBE = `import sys, sysconfig, json
paths = sysconfig.get_paths()
print(json.dumps({"version": list(sys.version_info[:3]), "folders": sorted({paths["stdlib"], paths["platstdlib"]})}))`;
const described = z.object({ version: z.tuple([z.int(), z.int(), z.int()]), folders: z.array(z.string()) });

const run = promisify(execFile);

async function describe(candidate: string): Promise<z.infer<typeof described>> {
  const { stdout } = await run(candidate, ['-I', '-S', '-c', DESCRIBE], { env: {}, timeout: 10_000 });
  return described.parse(JSON.parse(stdout));
}

async function extensions(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'lib-dynload')).catch(() => []);
  return entries.filter((entry) => entry.endsWith('.so')).map((entry) => join(folder, 'lib-dynload', entry));
}

async function install(candidate: string): Promise<Installation> {
  const interpreter = await realpath(candidate);
  const { version, folders } = await describe(interpreter);
  if (version[0] !== MAJOR || version[1] < OLDEST_MINOR)
    throw new Error(`it is Python ${version.join('.')}, 3.9 is the oldest that will do`);
  const libraries = (await Promise.all(folders.map(extensions))).flat();
  return {
    version: version.join('.'),
    bootstrapped: true,
    command: [interpreter, '-I', '-S', '-X', 'utf8', '/run/bootstrap.py'],
    image: {
      // The extension modules are listed for the libraries they need; they are in the folders too.
      programs: new Map([interpreter, ...libraries].map((path) => [path, path])),
      files: new Map([['/run/bootstrap.py', BOOTSTRAP], ...harnessFiles]),
      mounts: new Map(folders.map((folder) => [folder, folder])),
    },
  };
}

/** Python 3 of the distribution, with its standard library and nothing installed beside it. */
export const python: Language = {
  id: 'python',
  name: 'Python',
  kinds: ['program', 'call', 'tests'],
  fileName: 'main.py',
  limits: USUAL_LIMITS,
  most: USUAL_MOST,
  probe: "print('ready')",
  warm: 3,
  ownThreads: 0,
  boundedAddressSpace: true,
  outOfMemory: /(^|\n)MemoryError(:[^\n]*)?\n$/,
  async find() {
    const reasons: string[] = [];
    for (const candidate of CANDIDATES) {
      try {
        return await install(candidate);
      } catch (error) {
        reasons.push(`${candidate}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new DriverUnusable(`no Python interpreter can be used (${reasons.join('; ')})`);
  },
};
