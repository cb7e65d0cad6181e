interface Waiting {
  readonly group: string;
  readonly most: number;
  readonly enter: () => void;
}

/** So much work at once, and of one group no more than its part: whoever is slow holds up its own kind only. */
export class FairSlots {
  private active = 0;
  private readonly byGroup = new Map<string, number>();
  private readonly waiting: Waiting[] = [];

  constructor(private readonly slots: number) {}

  /** Runs `work` when a slot is free and fewer than `most` of its group run. Those that wait come in the order they came. */
  async run<T>(group: string, most: number, work: () => Promise<T>): Promise<T> {
    if (this.active < this.slots && this.running(group) < most) this.take(group);
    else await new Promise<void>((enter) => this.waiting.push({ group, most, enter }));
    try {
      return await work();
    } finally {
      this.leave(group);
    }
  }

  private running(group: string): number {
    return this.byGroup.get(group) ?? 0;
  }

  private take(group: string): void {
    this.active += 1;
    this.byGroup.set(group, this.running(group) + 1);
  }

  private leave(group: string): void {
    this.active -= 1;
    const others = this.running(group) - 1;
    if (others > 0) this.byGroup.set(group, others);
    else this.byGroup.delete(group);
    const index = this.waiting.findIndex((next) => this.running(next.group) < next.most);
    const [next] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (!next) return;
    this.take(next.group);
    next.enter();
  }
}
