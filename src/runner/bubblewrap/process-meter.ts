import { readdirSync } from 'node:fs';
import type { Limits } from '../protocol.js';
import type { Meter } from './meter.js';
import { readProc } from './read-proc.js';

/** `getconf CLK_TCK` is 100 wherever we have a list of system calls. */
const TICK_MS = 10;
const MOST_PROCESSES = 512;

interface Usage {
  readonly residentKb: number;
  readonly cpuMs: number;
}

/**
 * Where no control group can be had: looks at the processes of a sandbox from time to time. What comes and goes between two looks is
 * missed, so resource limits hold beside it.
 */
export class ProcessMeter implements Meter {
  readonly joins: readonly string[] = [];
  private first: number | undefined;
  private peak = 0;
  private cpu = 0;

  constructor(private readonly limits: Limits) {}

  begin(firstProcess: number): void {
    this.first = firstProcess;
  }

  cpuMs(): number | undefined {
    this.look();
    return this.cpu;
  }

  peakKb(): number | null {
    return this.peak === 0 ? null : this.peak;
  }

  memoryExceeded(): boolean {
    return this.peak > this.limits.memory_mb * 1024;
  }

  kill(): void {
    // The kernel ends a process namespace with its first process.
  }

  release(): void {
    this.first = undefined;
  }

  private look(): void {
    if (this.first === undefined) return;
    const pids = descendants(this.first);
    const usages = pids.map(usageOf);
    const resident = sum(usages.map(({ residentKb }) => residentKb));
    // Forked processes share most of what each of them has; how much is dear to ask.
    const suspicious = resident > this.limits.memory_mb * 1024;
    this.peak = Math.max(
      this.peak,
      suspicious ? sum(pids.map((pid, index) => proportionalKb(pid) ?? usages[index]?.residentKb ?? 0)) : resident,
    );
    this.cpu = Math.max(this.cpu, sum(usages.map(({ cpuMs }) => cpuMs)));
  }
}

/** Processor time includes that of children it has waited for (proc(5): utime, stime, cutime, cstime). */
function usageOf(pid: number): Usage {
  const fields = readProc(`${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1];
  return { residentKb: Number(resident ?? 0), cpuMs: Number.isFinite(ticks) ? ticks * TICK_MS : 0 };
}

/** Of pages that several processes have, each its share. */
function proportionalKb(pid: number): number | undefined {
  const share = /^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`))?.[1];
  return share === undefined ? undefined : Number(share);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function descendants(first: number): number[] {
  const found = [first];
  for (let at = 0; at < found.length && at < MOST_PROCESSES; at += 1) found.push(...childrenOf(found[at] ?? 0));
  return found;
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => readProc(`${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
