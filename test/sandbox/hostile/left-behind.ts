import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../../src/testing/eventually.js';

/** So many looks in a row have to see the same. */
const AT_REST = 10;

interface ProcessSeen {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Processes of the whole machine, as `/proc` tells them; those that have ended and are not buried yet do not count. */
const processes = async (): Promise<readonly ProcessSeen[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    pids.map(async (pid): Promise<ProcessSeen | undefined> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, name = '', parent] = /^\d+ \((.*)\) [^ZX] (\d+)/s.exec(stat) ?? [];
      return parent ? { pid: Number(pid), parent: Number(parent), name } : undefined;
    }),
  );
  return seen.filter((one) => one !== undefined);
};

const processesBelow = async (root: number): Promise<number> => {
  const all = await processes();
  const below = (pid: number): number => all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + 1 + below(child.pid), 0);
  return below(root);
};

/** How many processes the runner has below it once nothing changes any more: those that wait for their case. */
export const processesAtRest = async (root: number): Promise<number> => {
  const seen: number[] = [];
  return eventually(async () => {
    await pause(50);
    const count = seen.unshift(await processesBelow(root));
    return count >= AT_REST && new Set(seen.slice(0, AT_REST)).size === 1 ? { count: seen[0] ?? 0 } : undefined;
  }).then(({ count }) => count);
};

/** Whether a process runs. */
export const isRunning = async (pid: number): Promise<boolean> => (await processes()).some((one) => one.pid === pid);

/** Processes of the name hostile programs give to those that shall survive them. */
export const survivors = async (name: string): Promise<readonly number[]> =>
  (await processes()).filter((one) => one.name.startsWith(name)).map(({ pid }) => pid);

/** Files and folders below, by their paths; what is gone meanwhile is left out. */
export const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...(await filesBelow(path))] : [path];
    }),
  );
  return paths.flat();
};

const CONTROL_GROUPS = '/sys/fs/cgroup';

/** Control groups of runs: the folders below those that bear the runner's name and number, wherever such folders are. */
export const groupsOf = async (runner: number, folder = CONTROL_GROUPS): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  if (new RegExp(`/lectern-runner-\\d+-${runner}$`).test(folder)) return below;
  return (await Promise.all(below.map((path) => groupsOf(runner, path)))).flat();
};
