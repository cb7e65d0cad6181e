import { readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  readonly processes: number;
  /** Pages that several processes share are counted in each. */
  readonly rssMb: number;
  /** Each shared page is counted once, spread over those who share it. */
  readonly pssMb: number;
}

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

const fieldsOf = (pid: number): readonly string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
};

const parentOf = (pid: number): number | undefined => {
  const fields = fieldsOf(pid);
  return fields && Number(fields[1]);
};

/** A process and all below it. */
export const familyOf = (pid: number): readonly number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const family = [pid];
  for (const member of family) family.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return family;
};

/** CPU time of a process and all below it, those that have ended included, in ms. */
export const cpuOfDescent = (pid: number): number =>
  familyOf(pid).reduce((sum, member) => {
    const ticks = fieldsOf(member)?.slice(11, 15).map(Number) ?? [];
    return sum + ticks.reduce((all, one) => all + one, 0) * TICK_MS;
  }, 0);

/** The child of a process whose command line names this program. */
export const childRunning = (pid: number, program: string): number | undefined =>
  familyOf(pid).find((member) => member !== pid && readFileSync(`/proc/${member}/cmdline`, 'utf8').includes(program));

const kb = (text: string, field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);

/** What a process and all below it hold, in MB (2^20 bytes). */
export const memoryOf = (pid: number): Memory => {
  let rss = 0;
  let pss = 0;
  const family = familyOf(pid);
  for (const member of family) {
    const rollup = readFileSync(`/proc/${member}/smaps_rollup`, 'utf8');
    rss += kb(rollup, 'Rss');
    pss += kb(rollup, 'Pss');
  }
  return { processes: family.length, rssMb: rss / 1024, pssMb: pss / 1024 };
};
