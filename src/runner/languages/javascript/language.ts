import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DriverUnusable } from '../../driver.js';
import { harnessFiles } from './harness.js';
import type { Language } from '../language.js';
import { USUAL_LIMITS, USUAL_MOST } from '../../usual-limits.js';

const INSIDE = '/usr/bin/node';
// Read as this file is loaded, before the runner gives up the rights its own files may need.
const BOOTSTRAP = readFileSync(join(import.meta.dirname, 'bootstrap.cjs'), 'utf8');
/** Of the memory a run may have; the rest is V8's code and stacks, and buffers outside its heap. */
const HEAP_SHARE = 0.7;

const run = promisify(execFile);

/** JavaScript on Node, the version the runner itself is given. */
export const javascript: Language = {
  id: 'javascript',
  name: 'JavaScript',
  kinds: ['program', 'call', 'tests'],
  fileName: 'main.js',
  limits: USUAL_LIMITS,
  most: USUAL_MOST,
  probe: "console.log('ready')",
  // One that waits holds 40 MB.
  warm: 0,
  ownThreads: 12,
  boundedAddressSpace: false,
  outOfMemory: /out of memory|Array buffer allocation failed/i,
  argumentsFor: (limits) => [`--max-old-space-size=${Math.floor(limits.memory_mb * HEAP_SHARE)}`],
  async find({ nodePath }) {
    const executable = await realpath(nodePath);
    const { stdout } = await run(executable, ['--version'], { env: {}, timeout: 10_000 }).catch((error: unknown) => {
      throw new DriverUnusable(`${nodePath} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
    });
    return {
      version: stdout.trim().replace(/^v/, ''),
      bootstrapped: true,
      command: [INSIDE, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '/run/bootstrap.cjs'],
      image: {
        programs: new Map(),
        files: new Map([['/run/bootstrap.cjs', BOOTSTRAP], ...harnessFiles]),
        // Too large for a copy.
        mounts: new Map([[executable, INSIDE]]),
      },
    };
  },
};
