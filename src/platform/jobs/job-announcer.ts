import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { JobQueueName } from '../../sdk/jobs.js';
import { DirectListener } from '../database/direct-listener.js';
import { JobSignal } from './job-signal.js';
import { JOBS_CHANNEL } from './queue-options.js';

const QUIET_MS = 10;

/**
 * Wakes the workers of other processes after a commit here: for the first job of a queue at once, for what follows
 * within 10 ms with one word at the end of them. Never inside a transaction, where a NOTIFY costs a quarter to half of
 * all writes. The process beside is told too, even where it works itself: it may have no slot free.
 */
@Injectable()
export class JobAnnouncer implements OnModuleInit, OnApplicationShutdown {
  /** Queues that were announced a moment ago, and whether they have to be once more. */
  private readonly quiet = new Map<JobQueueName, { again: boolean; readonly timer: NodeJS.Timeout }>();

  constructor(
    private readonly signal: JobSignal,
    private readonly direct: DirectListener,
  ) {}

  onModuleInit(): void {
    this.signal.onQueued((queue) => this.announce(queue));
  }

  onApplicationShutdown(): void {
    for (const { timer } of this.quiet.values()) clearTimeout(timer);
  }

  private announce(queue: JobQueueName): void {
    const lately = this.quiet.get(queue);
    if (lately) {
      lately.again = true;
      return;
    }
    void this.direct.notify(JOBS_CHANNEL, queue);
    this.quiet.set(queue, { again: false, timer: setTimeout(() => this.rest(queue), QUIET_MS) });
  }

  private rest(queue: JobQueueName): void {
    const again = this.quiet.get(queue)?.again;
    this.quiet.delete(queue);
    if (again) this.announce(queue);
  }
}
