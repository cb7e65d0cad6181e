import { RUN_PRIORITIES, type RunPriority } from '../protocol.js';

/** Gives a place back; once, whatever it is called. */
export type Release = () => void;

interface Waiter {
  readonly lane: string;
  readonly start: () => void;
}

/** How often others may go first before one who waits at this priority has its turn. */
const PATIENCE: Readonly<Record<RunPriority, number>> = { interactive: Number.POSITIVE_INFINITY, grading: 4, bulk: 16 };

/**
 * Hands out places to run one case in. Higher priorities first, lanes of one priority in turns, and after so many turns of
 * others the next one goes to whoever was passed over: bulk work never stops quite, however busy the interactive side is.
 */
export class Scheduler {
  private readonly queues = new Map<RunPriority, TurnQueue>(RUN_PRIORITIES.map((priority) => [priority, new TurnQueue()]));
  private readonly passedOver = new Map<RunPriority, number>();
  private taken = 0;

  constructor(readonly places: number) {}

  get running(): number {
    return this.taken;
  }

  get waiting(): number {
    return [...this.queues.values()].reduce((sum, queue) => sum + queue.size, 0);
  }

  /** Waits for a place; rejects with the signal's reason when it aborts before. */
  acquire(priority: RunPriority, lane: string, signal: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const queue = this.queueOf(priority);
      const waiter: Waiter = {
        lane,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.take());
        },
      };
      const leave = () => {
        queue.remove(waiter);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(waiter);
      this.fill();
    });
  }

  private take(): Release {
    this.taken += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.taken -= 1;
      this.fill();
    };
  }

  private fill(): void {
    while (this.taken < this.places) {
      const waiter = this.next();
      if (!waiter) return;
      waiter.start();
    }
  }

  private next(): Waiter | undefined {
    const waiting = RUN_PRIORITIES.filter((priority) => this.queueOf(priority).size > 0);
    const impatient = waiting.findLast((priority) => this.turnsOfOthers(priority) >= PATIENCE[priority]);
    const chosen = impatient ?? waiting[0];
    if (!chosen) return undefined;
    for (const priority of waiting) this.passedOver.set(priority, priority === chosen ? 0 : this.turnsOfOthers(priority) + 1);
    return this.queueOf(chosen).shift();
  }

  private turnsOfOthers(priority: RunPriority): number {
    return this.passedOver.get(priority) ?? 0;
  }

  private queueOf(priority: RunPriority): TurnQueue {
    const queue = this.queues.get(priority);
    if (!queue) throw new Error(`No such priority: ${priority}`);
    return queue;
  }
}

/** First come, first served in a lane; lanes take turns. */
class TurnQueue {
  private readonly lanes = new Map<string, Waiter[]>();
  size = 0;

  add(waiter: Waiter): void {
    const lane = this.lanes.get(waiter.lane);
    if (lane) lane.push(waiter);
    else this.lanes.set(waiter.lane, [waiter]);
    this.size += 1;
  }

  shift(): Waiter | undefined {
    const [first] = this.lanes;
    if (!first) return undefined;
    const [name, lane] = first;
    const waiter = lane.shift();
    this.lanes.delete(name);
    if (lane.length > 0) this.lanes.set(name, lane);
    this.size -= 1;
    return waiter;
  }

  remove(waiter: Waiter): void {
    const lane = this.lanes.get(waiter.lane) ?? [];
    const at = lane.indexOf(waiter);
    if (at < 0) return;
    lane.splice(at, 1);
    if (lane.length === 0) this.lanes.delete(waiter.lane);
    this.size -= 1;
  }
}
