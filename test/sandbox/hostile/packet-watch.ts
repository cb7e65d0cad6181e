import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** Listens to every interface of the machine for packets of the hostile programs. Only an administrator may: else it watches nothing. */
export class PacketWatch {
  private readonly seen: string[] = [];

  private constructor(private readonly child: ChildProcess | undefined) {}

  static async start(marks: readonly string[], address: string): Promise<PacketWatch> {
    if (process.getuid?.() !== 0) return new PacketWatch(undefined);
    const script = join(import.meta.dirname, 'packet-watch.py');
    const child = spawn('/usr/bin/python3', [script, ...marks, address], { stdio: ['pipe', 'pipe', 'ignore'] });
    const watch = new PacketWatch(child);
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`Packets cannot be watched: ${code}`)));
      lines.on('line', (line) => (line === 'watching' ? resolve() : watch.seen.push(line)));
    });
    return watch;
  }

  get watches(): boolean {
    return this.child !== undefined;
  }

  /** Lines about packets with this text. */
  of(mark: string): readonly string[] {
    return this.seen.filter((line) => line.includes(mark));
  }

  stop(): void {
    this.child?.removeAllListeners('exit');
    this.child?.kill();
  }
}
