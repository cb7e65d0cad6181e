import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Driver, DriverUnusable, type PreparedProgram, type Program } from '../driver.js';
import { LANGUAGES } from '../languages/languages.js';
import { closeInheritedDescriptors } from './inherited-descriptors.js';
import { noMeter } from './no-meter.js';
import { seccompFilter } from './seccomp/filter.js';
import { Starter } from './starter.js';
import { Workshop } from './workshop.js';

export interface BubblewrapOptions {
  /** A folder of the runner's user alone, on a file system programs may be run from. */
  readonly workDir: string;
  /** A node executable the runner's user can read, for JavaScript inside the sandbox. */
  readonly nodePath: string;
  /** How many sandboxes wait for each language, other than the language's own number. */
  readonly warm?: Readonly<Partial<Record<string, number>>>;
}

const PROBE = { source: "print('ready')", output: 'ready\n' };

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
  closeInheritedDescriptors();
  const filterFile = join(options.workDir, 'filter.bpf');
  await mkdir(options.workDir, { recursive: true, mode: 0o700 });
  await writeFile(filterFile, filter, { mode: 0o400 });
  const starter = new Starter(filterFile, noMeter, false);
  const open = LANGUAGES.map((language) => {
    const warm = options.warm?.[language.id];
    return Workshop.open(language, starter, options.workDir, { nodePath: options.nodePath, ...(warm === undefined ? {} : { warm }) });
  });
  const workshops = new Map((await Promise.all(open)).map((workshop) => [workshop.language.id, workshop]));
  await probe(workshops);
  for (const workshop of workshops.values()) workshop.fill();
  return new BubblewrapDriver(workshops, options.workDir);
}

class BubblewrapDriver implements Driver {
  readonly name = 'bubblewrap';
  readonly weak = false;
  readonly in_force = {
    memory: 'rlimit',
    processes: 'rlimit',
    cpu: 'rlimit',
    disk: 'tmpfs',
    network: 'namespace',
    system_calls: 'seccomp',
  };
  readonly languages: Driver['languages'];

  constructor(
    private readonly workshops: ReadonlyMap<string, Workshop>,
    private readonly workDir: string,
  ) {
    this.languages = Array.from(workshops.values(), ({ language: { id, name, kinds, limits, most }, installation: { version } }) => ({
      id,
      name,
      version,
      kinds: [...kinds],
      limits,
      most,
    }));
  }

  async prepare(program: Program): Promise<PreparedProgram> {
    const workshop = this.workshops.get(program.language);
    if (workshop === undefined) throw new RangeError(`no such language: ${program.language}`);
    return {
      refusal: undefined,
      run: (run, limits, signal) => workshop.run(program, run, limits, signal),
      dispose: () => Promise.resolve(),
    };
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.workshops.values(), (workshop) => workshop.close()));
    await rm(join(this.workDir, 'images'), { recursive: true, force: true });
  }
}

async function probe(workshops: ReadonlyMap<string, Workshop>): Promise<void> {
  const python = workshops.get('python');
  if (python === undefined) return;
  const program = { language: 'python', source: PROBE.source };
  try {
    const result = await python.run(program, { kind: 'program', stdin: '' }, python.language.limits, AbortSignal.timeout(20_000));
    if (result.stdout !== PROBE.output) throw new Error(`a first program ended with ${result.status}: ${result.stderr.slice(0, 500)}`);
  } catch (error) {
    throw new DriverUnusable(`a sandbox cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}
