import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Driver, DriverUnusable, type PreparedProgram, type Program } from '../driver.js';
import type { Limits } from '../protocol.js';
import type { Language } from '../languages/language.js';
import { LANGUAGES } from '../languages/languages.js';
import { endOrphans } from './end-orphans.js';
import { closeInheritedDescriptors } from './inherited-descriptors.js';
import type { CgroupBase } from './cgroups/base.js';
import { RunGroup } from './cgroups/run-group.js';
import { noCoreDumps, requireBubblewrap } from './machine.js';
import { ProcessMeter } from './process-meter.js';
import { seccompFilter } from './seccomp/filter.js';
import { Starter } from './starter.js';
import { Workshop } from './workshop.js';

export interface BubblewrapOptions {
  /** A folder of the runner's user alone, on a file system programs may be run from. */
  readonly workDir: string;
  /** A node executable the runner's user can read, for JavaScript inside the sandbox. */
  readonly nodePath: string;
  /** What `prepareCgroups` made before root was given up; without it resource limits hold, and processes are looked at from time to time. */
  readonly cgroupBase?: CgroupBase | undefined;
  /** How many sandboxes wait for each language, other than the language's own number. */
  readonly warm?: Readonly<Partial<Record<string, number>>>;
}

/** What the first program of each language prints. */
const PROBE_OUTPUT = 'ready\n';
const PROBE_MS = 30_000;

/**
 * The driver that puts every run into namespaces of its own with bubblewrap. Throws `DriverUnusable` with the reason when this machine
 * cannot do that: it has really run something before it is returned. Must be called as an ordinary user: the limits of processes do
 * not bind root.
 */
export async function createBubblewrapDriver(options: BubblewrapOptions): Promise<Driver> {
  if (process.platform !== 'linux') throw new DriverUnusable('bubblewrap needs Linux');
  if (process.getuid?.() === 0) throw new DriverUnusable('the sandbox must not be run by root: limits of processes do not bind it');
  const filter = seccompFilter(process.arch);
  if (filter === undefined) throw new DriverUnusable(`there is no list of system calls for ${process.arch}`);
  await requireBubblewrap();
  closeInheritedDescriptors();
  endOrphans();
  const launch = { filter: join(options.workDir, 'filter.bpf'), before: noCoreDumps() };
  await mkdir(options.workDir, { recursive: true, mode: 0o700 });
  await writeFile(launch.filter, filter, { mode: 0o400 });
  const base = options.cgroupBase;
  const newMeter = (limits: Limits, ownThreads: number) => (base ? new RunGroup(base, limits, ownThreads) : new ProcessMeter(limits));
  const starter = new Starter(launch, newMeter, base?.folders.memory !== undefined);
  const workshops = await openWorkshops(starter, options);
  for (const workshop of workshops.values()) workshop.fill();
  return new BubblewrapDriver(workshops, starter, inForce(base), options.workDir);
}

class BubblewrapDriver implements Driver {
  readonly name = 'bubblewrap';
  readonly weak = false;
  readonly languages: Driver['languages'];

  constructor(
    private readonly workshops: ReadonlyMap<string, Workshop>,
    private readonly starter: Starter,
    readonly in_force: Driver['in_force'],
    private readonly workDir: string,
  ) {
    this.languages = Array.from(workshops.values(), ({ language: { id, name, kinds, limits, most }, version }) => ({
      id,
      name,
      version,
      kinds: [...kinds],
      limits,
      most,
    }));
  }

  async prepare(program: Program, _limits: Limits, signal: AbortSignal): Promise<PreparedProgram> {
    const workshop = this.workshops.get(program.language);
    if (workshop === undefined) throw new RangeError(`no such language: ${program.language}`);
    return workshop.prepare(program, signal);
  }

  async close(): Promise<void> {
    await Promise.all([...Array.from(this.workshops.values(), (workshop) => workshop.close()), this.starter.close()]);
    await rm(join(this.workDir, 'languages'), { recursive: true, force: true });
  }
}

/** What holds each limit, for the one who operates it. */
function inForce(base: CgroupBase | undefined): Record<string, string> {
  const group = base && `cgroup v${base.version}`;
  const folders = base?.folders ?? {};
  return {
    wall: 'timer',
    cpu: group !== undefined && folders.cpuacct ? `${group}, rlimit` : 'rlimit, watched',
    memory: group !== undefined && folders.memory ? group : 'rlimit, watched',
    processes: group !== undefined && folders.pids ? `${group}, rlimit` : 'rlimit',
    disk: 'tmpfs, rlimit',
    output: 'counted',
    network: 'namespace',
    system_calls: 'seccomp',
  };
}

/** The languages this machine has. Throws `DriverUnusable` with all the reasons when it has none. */
async function openWorkshops(starter: Starter, options: BubblewrapOptions): Promise<Map<string, Workshop>> {
  const tried = await Promise.allSettled(LANGUAGES.map((language) => openWorkshop(language, starter, options)));
  const opened = tried.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  if (opened.length > 0) return new Map(opened.map((workshop) => [workshop.language.id, workshop]));
  const reasons = tried.flatMap((attempt) => (attempt.status === 'rejected' ? [messageOf(attempt.reason)] : []));
  throw new DriverUnusable(reasons.join('; '));
}

/** A language counts as there when a program in it has really run. */
async function openWorkshop(language: Language, starter: Starter, { workDir, nodePath, warm }: BubblewrapOptions): Promise<Workshop> {
  const workshop = await Workshop.open(language, starter, workDir, { nodePath, warm: warm?.[language.id] });
  const signal = AbortSignal.timeout(PROBE_MS);
  const prepared = await workshop.prepare({ language: language.id, source: language.probe }, signal);
  try {
    const result = prepared.refusal ?? (await prepared.run({ kind: 'program', stdin: '' }, language.limits, signal));
    if (result.stdout === PROBE_OUTPUT) return workshop;
    throw new Error(`a first program ended with ${result.status}: ${result.stderr.slice(0, 500)}`);
  } catch (error) {
    throw new DriverUnusable(`${language.name} cannot be run in a sandbox: ${messageOf(error)}`);
  } finally {
    await prepared.dispose();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
