import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../../protocol.js';
import { endProcess } from '../end-process.js';
import type { Meter } from '../meter.js';
import type { CgroupBase, Controller } from './base.js';

/** bubblewrap outside, the first process inside, and one to spare for what is just ending. */
const OURS = 3;
const REMOVE_AGAIN_MS = 50;
const TRIES = 100;

const FILES = {
  1: { limit: 'memory.limit_in_bytes', peak: 'memory.max_usage_in_bytes', kills: 'memory.oom_control', usage: 'cpuacct.usage' },
  2: { limit: 'memory.max', peak: 'memory.peak', kills: 'memory.events', usage: 'cpu.stat' },
} as const;

let made = 0;

/** The control groups of one run: they bound its memory and its processes, and measure it as a whole. */
export class RunGroup implements Meter {
  readonly joins: readonly string[];
  private readonly folders: ReadonlyMap<Controller, string>;
  private readonly version: CgroupBase['version'];
  private released = false;

  constructor(base: CgroupBase, limits: Limits, ownThreads: number) {
    const name = `run-${(made += 1)}`;
    this.version = base.version;
    this.folders = new Map(Object.entries(base.folders).map(([controller, folder]) => [controller as Controller, join(folder, name)]));
    const distinct = new Set(this.folders.values());
    this.joins = Array.from(distinct, (folder) => join(folder, 'cgroup.procs'));
    try {
      for (const folder of distinct) mkdirSync(folder);
      this.bound(limits, ownThreads);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  private bound(limits: Limits, ownThreads: number): void {
    const bytes = String(limits.memory_mb * 1024 * 1024);
    this.write('memory', FILES[this.version].limit, bytes);
    // No way around it through swap.
    if (this.version === 1) this.write('memory', 'memory.memsw.limit_in_bytes', bytes);
    else this.write('memory', 'memory.swap.max', '0');
    this.write('memory', 'memory.oom.group', '1');
    this.write('pids', 'pids.max', String(limits.processes + ownThreads + OURS));
  }

  begin(): void {
    // Whatever is in the groups is measured from its beginning.
  }

  cpuMs(): number | undefined {
    const text = this.read('cpuacct', FILES[this.version].usage);
    if (this.version === 1) return text === undefined ? undefined : Number(text) / 1e6;
    const microseconds = /^usage_usec (\d+)$/m.exec(text ?? '')?.[1];
    return microseconds === undefined ? undefined : Number(microseconds) / 1000;
  }

  peakKb(): number | null {
    const text = this.read('memory', FILES[this.version].peak);
    return text === undefined ? null : Math.round(Number(text) / 1024);
  }

  memoryExceeded(): boolean {
    return Number(/^oom_kill (\d+)$/m.exec(this.read('memory', FILES[this.version].kills) ?? '')?.[1] ?? 0) > 0;
  }

  kill(): void {
    const [folder] = this.folders.values();
    if (folder === undefined) return;
    if (existsSync(join(folder, 'cgroup.kill'))) return writeFileSync(join(folder, 'cgroup.kill'), '1');
    for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').map(Number)) if (pid > 0) endProcess(pid);
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    for (const folder of new Set(this.folders.values())) remove(folder, TRIES);
  }

  private read(controller: Controller, file: string): string | undefined {
    const folder = this.folders.get(controller);
    if (folder === undefined || this.released) return undefined;
    try {
      return readFileSync(join(folder, file), 'utf8').trim();
    } catch {
      // Older kernels have no memory.peak.
      return undefined;
    }
  }

  private write(controller: Controller, file: string, value: string): void {
    const folder = this.folders.get(controller);
    if (folder !== undefined && existsSync(join(folder, file))) writeFileSync(join(folder, file), value);
  }
}

/** A group is busy until the kernel has done with the last of its processes. */
function remove(folder: string, tries: number): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || tries === 0) return;
    setTimeout(() => remove(folder, tries - 1), REMOVE_AGAIN_MS).unref();
  }
}
