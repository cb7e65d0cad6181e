import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  readonly cpuMs: number;
  /** Of children that have ended. */
  readonly endedCpuMs: number;
}

/** From /proc/<pid>/stat; undefined when the process is gone. The name in parentheses may hold spaces. */
const statOf = (pid: number): Stat | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), cpuMs: (user + system) * TICK_MS, endedCpuMs: (endedUser + endedSystem) * TICK_MS };
  } catch {
    return undefined;
  }
};

/** CPU time a process has used, user and system, in ms. */
export const cpuOf = (pid: number): number => statOf(pid)?.cpuMs ?? 0;

/** CPU time of a process and its children, those that have ended included: all of a PostgreSQL server. */
export const cpuOfFamily = (pid: number): number => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  const own = statOf(pid);
  return children.reduce((sum, child) => sum + (child?.cpuMs ?? 0), (own?.cpuMs ?? 0) + (own?.endedCpuMs ?? 0));
};

/** Resident memory in MB (2^20 bytes). */
export const residentMb = (pid: number): number => {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
};
