import type { Command, Language } from '../languages/language.js';
import type { Limits } from '../protocol.js';
import { bubblewrapArguments, initCommand, type Launch, launcherArguments } from './command-line.js';
import type { Image } from './image.js';
import type { Meter } from './meter.js';
import { SandboxProcess } from './sandbox-process.js';

/** Room for what the interpreter maps and never touches, beyond what the limit of memory says. */
const SPARE_ADDRESS_SPACE_MB = 64;
/** Where a control group bounds memory, address space need only stay finite: threads reserve far more than they use. */
const GENEROUS = 4;

export type Startable = Pick<Command, 'command'> & { readonly bootstrapped: boolean };

/** Starts sandboxes; the one place that knows what all of them have in common. */
export class Starter {
  private readonly alive = new Set<SandboxProcess>();
  private closed = false;

  constructor(
    private readonly launch: Launch,
    private readonly newMeter: (limits: Limits, ownThreads: number) => Meter,
    private readonly memoryIsBounded: boolean,
  ) {}

  start(
    language: Language,
    { command: [program = '', ...rest], bootstrapped }: Startable,
    image: Image,
    limits: Limits,
    mounts: readonly (readonly [string, string])[] = [],
  ): SandboxProcess {
    if (this.closed) throw new Error('no sandbox is started any longer');
    const { ownThreads } = language;
    const meter = this.newMeter(limits, ownThreads);
    const command = [program, ...(language.argumentsFor?.(limits) ?? []), ...rest];
    const inside = initCommand({ limits, ownThreads, addressSpaceKb: this.addressSpaceKb(language, limits) }, command);
    const bubblewrap = [...bubblewrapArguments(image, limits, mounts), '--', ...inside];
    const kind = bootstrapped ? 'waits' : 'begins at once';
    try {
      return this.watched(new SandboxProcess(launcherArguments(meter.joins, this.launch, bubblewrap), meter, kind, limits));
    } catch (error) {
      meter.release();
      throw error;
    }
  }

  private watched(sandbox: SandboxProcess): SandboxProcess {
    this.alive.add(sandbox);
    void sandbox.ended.catch(() => undefined).finally(() => this.alive.delete(sandbox));
    return sandbox;
  }

  /** Ends every sandbox, whatever it is doing, and starts no more. */
  async close(): Promise<void> {
    this.closed = true;
    const left = [...this.alive];
    for (const sandbox of left) sandbox.stop('abandoned');
    await Promise.allSettled(left.map(({ ended }) => ended));
  }

  private addressSpaceKb(language: Language, limits: Limits): number {
    if (!language.boundedAddressSpace) return 0;
    const megabytes = this.memoryIsBounded ? limits.memory_mb * GENEROUS : limits.memory_mb;
    return (megabytes + SPARE_ADDRESS_SPACE_MB) * 1024;
  }
}
