import { RUN_PRIORITIES, type RunPriority } from '../protocol.js';
import { LEAST_MS, TurnQueue, type Waiter } from './turn-queue.js';

/** Gives a place back; once, whatever it is called. */
export type Release = () => void;

/** How much longer than somebody of this priority others may hold places while both wait. */
const PATIENCE: Readonly<Record<RunPriority, number>> = { interactive: Number.POSITIVE_INFINITY, grading: 4, bulk: 16 };
/** Time of others that is made up for, at most. */
const MOST_OWED_MS = 10_000;

/**
 * Hands out places to run one case in. Higher priorities first, lanes of one priority in turns; and who was passed over for some time
 * has its part of it next: bulk work never stops quite, however busy the interactive side is. What counts is how long places are held,
 * not how often: programs that sleep cost nobody processor time, and could keep everybody out otherwise.
 */
export class Scheduler {
  private readonly queues = new Map<RunPriority, TurnQueue>(RUN_PRIORITIES.map((priority) => [priority, new TurnQueue()]));
  /** For how long others went first. */
  private readonly owed = new Map<RunPriority, number>();
  private taken = 0;

  constructor(
    readonly places: number,
    private readonly now = () => performance.now(),
  ) {}

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
          resolve(this.take(priority, lane));
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

  private take(priority: RunPriority, lane: string): Release {
    this.taken += 1;
    const since = this.now();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.taken -= 1;
      const beyond = Math.max(0, this.now() - since - LEAST_MS);
      this.queueOf(priority).charge(lane, beyond);
      this.count(priority, beyond);
      // A run asks for its next place as soon as it has given this one back: then it is among those who wait.
      setImmediate(() => this.fill());
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
    const impatient = waiting.findLast((priority) => this.owedTo(priority) >= PATIENCE[priority] * LEAST_MS);
    const chosen = impatient ?? waiting[0];
    if (!chosen) return undefined;
    this.count(chosen, LEAST_MS);
    return this.queueOf(chosen).shift();
  }

  /** The chosen one had its part of what it is owed, and those who wait are owed more. */
  private count(chosen: RunPriority, ms: number): void {
    this.owed.set(chosen, Math.max(0, this.owedTo(chosen) - ms * (PATIENCE[chosen] === Number.POSITIVE_INFINITY ? 0 : PATIENCE[chosen])));
    for (const priority of RUN_PRIORITIES)
      if (priority !== chosen && this.queueOf(priority).size > 0)
        this.owed.set(priority, Math.min(MOST_OWED_MS, this.owedTo(priority) + ms));
  }

  private owedTo(priority: RunPriority): number {
    return this.owed.get(priority) ?? 0;
  }

  private queueOf(priority: RunPriority): TurnQueue {
    const queue = this.queues.get(priority);
    if (!queue) throw new Error(`No such priority: ${priority}`);
    return queue;
  }
}
