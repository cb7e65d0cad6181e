import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'pg-boss';
import { Config } from '../config/config.js';
import { DirectListener } from '../database/direct-listener.js';
import { settledWithin } from '../events/settled-within.js';
import { Waker } from '../events/waker.js';
import { logger } from '../telemetry/logger.js';
import { JobRunner } from './job-runner.js';
import { JobSignal } from './job-signal.js';
import { QueueClient, type QueuedJob } from './queue-client.js';
import { HEARTBEAT_SECONDS, JOBS_CHANNEL } from './queue-options.js';

const AT_ONCE = 4;
const POLL_MS = 1000;
const LONGEST_WAIT_MS = 5000;
const DRAIN_MS = 15_000;

/** Works the queue off: woken by NOTIFY, polling as the net. A job whose process dies comes back when its heartbeat stops. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waker = new Waker();
  private readonly running = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();
  private loop: Promise<void> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly queue: QueueClient,
    private readonly runner: JobRunner,
    private readonly signal: JobSignal,
    private readonly direct: DirectListener,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.signal.onQueued(() => this.waker.wake());
    this.direct.on(JOBS_CHANNEL, () => this.waker.wake());
    this.heartbeat = setInterval(() => void this.beat(), (HEARTBEAT_SECONDS * 1000) / 3);
    this.loop = this.work();
  }

  /** Tells running jobs to stop and waits; one that does not heed it runs again elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    this.waker.wake();
    await this.loop;
    await settledWithin(DRAIN_MS, [...this.running.values()]);
    clearInterval(this.heartbeat);
  }

  private async work(): Promise<void> {
    let failures = 0;
    while (!this.stop.signal.aborted) {
      const free = AT_ONCE - this.running.size;
      try {
        const jobs = free > 0 ? await this.queue.fetch(free) : [];
        failures = 0;
        for (const job of jobs) this.start(job);
        if (free === 0 || jobs.length < free) await this.waker.sleep(POLL_MS);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, 'jobs cannot be fetched: they wait in the queue');
        await this.waker.sleep(Math.min(LONGEST_WAIT_MS, 100 * 2 ** failures));
      }
    }
  }

  private start(job: Job<QueuedJob>): void {
    const work = this.handle(job)
      .catch((error: unknown) => logger.warn({ err: error, job_id: job.data.job_id }, 'a job is left to be run again'))
      .finally(() => {
        this.running.delete(job.id);
        this.waker.wake();
      });
    this.running.set(job.id, work);
  }

  private async handle(job: Job<QueuedJob>): Promise<void> {
    const outcome = await this.runner.run(job.data, this.stop.signal);
    if (outcome === 'done') await this.queue.complete(job.id);
    else await this.queue.retryLater(job.id);
  }

  private async beat(): Promise<void> {
    try {
      await this.queue.touch([...this.running.keys()]);
    } catch (error) {
      logger.debug({ err: error }, 'a heartbeat of running jobs was not written');
    }
  }
}
