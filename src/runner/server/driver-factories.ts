import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { prepareCgroups } from '../bubblewrap/cgroups/prepare-cgroups.js';
import { createBubblewrapDriver } from '../bubblewrap/create-bubblewrap-driver.js';
import { type Driver, DriverUnusable } from '../driver.js';
import { createProcessDriver } from '../process/process-driver.js';
import { createWasmDriver } from '../wasm/wasm-driver.js';
import type { DriverFactories } from './choose-driver.js';
import type { RunnerUser } from './runner-user.js';
import type { RunnerSettings } from './settings.js';
import { staged } from './staging.js';

/** Makes ready for each driver what only root can do or read; called before we become somebody else. */
export const driverFactories = (settings: RunnerSettings, user: RunnerUser | undefined, workDir: string): DriverFactories => {
  const nodePath = staged(process.execPath, user, workDir);
  const { driver, weak_allowed } = settings;
  const mayBeBubblewrap = driver === 'auto' || driver === 'bubblewrap';
  const cgroupBase = mayBeBubblewrap ? prepareCgroups(user?.uid ?? process.getuid?.() ?? 0) : undefined;
  const mayBeWasm = weak_allowed && (driver === 'auto' || driver === 'wasm');
  return {
    bubblewrap: () => createBubblewrapDriver({ workDir, nodePath, cgroupBase }),
    wasm: mayBeWasm ? wasmFactory(nodePath, user, workDir) : unusable('is not allowed'),
    process: () => createProcessDriver(nodePath),
  };
};

const unusable = (reason: string) => (): Promise<Driver> => Promise.reject(new DriverUnusable(reason));

const wasmFactory = (nodePath: string, user: RunnerUser | undefined, workDir: string): (() => Promise<Driver>) => {
  try {
    const installed = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
    const pyodideDir = staged(installed, user, workDir);
    const childScript = join(staged(join(import.meta.dirname, '../wasm'), user, workDir), 'pyodide-child.js');
    return () => createWasmDriver({ nodePath, pyodideDir, childScript });
  } catch (error) {
    return unusable(`Pyodide cannot be used: ${(error as Error).message}`);
  }
};
