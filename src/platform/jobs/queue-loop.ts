import type { JobQueueName } from '../../sdk/jobs.js';
import { settledWithin } from '../events/settled-within.js';
import { Waker } from '../events/waker.js';
import { logger } from '../telemetry/logger.js';
import type { QueueClient, QueueEntry } from './queue-client.js';
import { TurnTaking } from './turn-taking.js';

const POLL_MS = 1000;
const LONGEST_WAIT_MS = 5000;

/** Works one queue off, so many jobs at once: woken when something is queued, polling as the net. */
export class QueueLoop {
  private readonly waker = new Waker();
  private readonly running = new Map<QueueEntry, Promise<void>>();
  private readonly turns: TurnTaking;

  constructor(
    private readonly name: JobQueueName,
    private readonly slots: number,
    private readonly queue: QueueClient,
    private readonly work: (entry: QueueEntry) => Promise<void>,
  ) {
    this.turns = new TurnTaking(name, queue);
  }

  wake(): void {
    this.waker.wake();
  }

  /** Takes jobs until `stop`. */
  async run(stop: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stop.aborted) {
      try {
        const entry = this.running.size < this.slots ? await this.turns.next() : undefined;
        failures = 0;
        if (entry) this.start(entry);
        else await this.waker.sleep(POLL_MS);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ err: error, queue: this.name }, 'jobs cannot be fetched: they wait in the queue');
        await this.waker.sleep(Math.min(LONGEST_WAIT_MS, 100 * 2 ** failures));
      }
    }
  }

  /** Says that the jobs it has begun are alive. */
  async beat(): Promise<void> {
    await this.queue.touch(this.name, [...this.running.keys()]);
  }

  /** Waits for what it has begun, but no longer than `ms`. */
  async settled(ms: number): Promise<void> {
    await settledWithin(ms, [...this.running.values()]);
  }

  private start(entry: QueueEntry): void {
    const work = this.work(entry)
      .catch((error: unknown) => logger.warn({ err: error, job_id: entry.data.job_id }, 'a job is left to be run again'))
      .finally(() => {
        this.running.delete(entry);
        this.waker.wake();
      });
    this.running.set(entry, work);
  }
}
