const SECONDS = /(\d+)m([\d.]+)s/g;

/** What bubblewrap and the first process inside say on their own descriptor: who that process is, and how the program ended. */
export class StatusReport {
  private text = '';

  take(chunk: Buffer): void {
    this.text += chunk.toString('latin1');
  }

  /** Of the first process inside, as this machine counts. */
  get firstProcess(): number | undefined {
    const found = /"child-pid": (\d+)/.exec(this.text)?.[1];
    return found === undefined ? undefined : Number(found);
  }

  /** The exit code as a shell has it (128 and the signal's number); undefined when the first process was killed or never began. */
  get exitCode(): number | undefined {
    const found = /^exit (\d+)$/m.exec(this.text)?.[1];
    return found === undefined ? undefined : Number(found);
  }

  /** Processor time of the program and of those of its children it waited for. */
  get cpuMs(): number | undefined {
    const children = /^.*s\n(.*)\nexit /m.exec(this.text)?.[1];
    if (children === undefined) return undefined;
    return Array.from(children.matchAll(SECONDS)).reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
      0,
    );
  }
}
