import type { JobQueueName } from '../../sdk/jobs.js';
import { settledWithin } from '../background/settled-within.js';
import { WorkLoop } from '../background/work-loop.js';
import { logger } from '../telemetry/logger.js';
import type { QueueClient, QueueEntry } from './queue-client.js';
import { TurnTaking } from './turn-taking.js';

const POLL_MS = 1000;

/** Works one queue off, so many jobs at once: woken when something is queued, polling as the net. */
export class QueueLoop {
  private readonly loop: WorkLoop;
  private readonly running = new Map<QueueEntry, Promise<void>>();
  private readonly turns: TurnTaking;

  constructor(
    private readonly name: JobQueueName,
    private readonly slots: number,
    private readonly queue: QueueClient,
    private readonly work: (entry: QueueEntry) => Promise<void>,
  ) {
    this.turns = new TurnTaking(name, queue);
    this.loop = new WorkLoop({
      step: () => this.next(),
      pollMs: POLL_MS,
      trouble: 'jobs cannot be fetched: they wait in the queue',
      about: { queue: name },
    });
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  /** Takes no further job. Waits for what it has begun, but no longer than `ms`. */
  async stop(ms: number): Promise<void> {
    await this.loop.stop(ms);
    await settledWithin(ms, [...this.running.values()]);
  }

  /** Says that the jobs it has begun are alive. */
  async beat(): Promise<void> {
    await this.queue.touch(this.name, [...this.running.keys()]);
  }

  private async next(): Promise<boolean> {
    const entry = this.running.size < this.slots ? await this.turns.next() : undefined;
    if (entry) this.begin(entry);
    return entry !== undefined;
  }

  private begin(entry: QueueEntry): void {
    const work = this.work(entry)
      .catch((error: unknown) => logger.warn({ err: error, job_id: entry.data.job_id }, 'a job is left to be run again'))
      .finally(() => {
        this.running.delete(entry);
        this.loop.wake();
      });
    this.running.set(entry, work);
  }
}
