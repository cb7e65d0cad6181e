/** Somebody who waits for a place, in the lane of an institution. */
export interface Waiter {
  readonly lane: string;
  readonly start: () => void;
}

/** What a turn counts for at least. */
export const LEAST_MS = 1;

/**
 * First come, first served in a lane; of lanes, whichever has held places for the least time since it last had nothing to do. A lane
 * whose programs sleep for seconds waits for those whose programs are short, and time that nobody wanted counts for nobody.
 */
export class TurnQueue {
  private readonly lanes = new Map<string, Waiter[]>();
  /** How long each lane has held places, as of a moment at which all had had their share. */
  private readonly held = new Map<string, number>();
  private share = 0;
  size = 0;

  add(waiter: Waiter): void {
    const lane = this.lanes.get(waiter.lane);
    if (lane) lane.push(waiter);
    else this.lanes.set(waiter.lane, [waiter]);
    this.size += 1;
  }

  shift(): Waiter | undefined {
    const name = this.laneNext();
    if (name === undefined) return undefined;
    const lane = this.lanes.get(name) ?? [];
    const waiter = lane.shift();
    this.lanes.delete(name);
    if (lane.length > 0) this.lanes.set(name, lane);
    this.size -= 1;
    this.share = this.heldBy(name);
    this.charge(name, LEAST_MS);
    return waiter;
  }

  /** What a lane has used beyond the least. */
  charge(lane: string, ms: number): void {
    this.held.set(lane, this.heldBy(lane) + ms);
    for (const [name, total] of this.held) if (total <= this.share && !this.lanes.has(name)) this.held.delete(name);
  }

  remove(waiter: Waiter): void {
    const lane = this.lanes.get(waiter.lane) ?? [];
    const at = lane.indexOf(waiter);
    if (at < 0) return;
    lane.splice(at, 1);
    if (lane.length === 0) this.lanes.delete(waiter.lane);
    this.size -= 1;
  }

  /** Nobody saves up time. */
  private heldBy(lane: string): number {
    return Math.max(this.share, this.held.get(lane) ?? 0);
  }

  private laneNext(): string | undefined {
    let next: string | undefined;
    for (const name of this.lanes.keys()) if (next === undefined || this.heldBy(name) < this.heldBy(next)) next = name;
    return next;
  }
}
