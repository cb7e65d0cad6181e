interface Held {
  runs: number;
  bytes: number;
}

/** What the runs of each lane hold, so that no institution has more than half of what there is. Runs without a lane have all of it. */
export class LaneShares {
  private readonly lanes = new Map<string, Held>();

  constructor(private readonly most: Readonly<Held>) {}

  /** Undefined when the lane has its half already; else how to give back what it takes. */
  take(lane: string, bytes: number): (() => void) | undefined {
    if (lane === '') return () => undefined;
    const held = this.lanes.get(lane) ?? { runs: 0, bytes: 0 };
    if (held.runs >= this.most.runs / 2 || (held.runs > 0 && held.bytes + bytes > this.most.bytes / 2)) return undefined;
    held.runs += 1;
    held.bytes += bytes;
    this.lanes.set(lane, held);
    return () => {
      held.runs -= 1;
      held.bytes -= bytes;
      if (held.runs === 0) this.lanes.delete(lane);
    };
  }
}
