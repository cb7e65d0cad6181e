import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JOB_QUEUES } from '../../sdk/jobs.js';
import { Config } from '../config/config.js';
import { DirectListener } from '../database/direct-listener.js';
import { logger } from '../telemetry/logger.js';
import { JobRunner } from './job-runner.js';
import { JobSignal } from './job-signal.js';
import { QueueClient } from './queue-client.js';
import { QueueLoop } from './queue-loop.js';
import { HEARTBEAT_SECONDS, JOBS_CHANNEL } from './queue-options.js';
import { slotsOf } from './queues.js';

const DRAIN_MS = 15_000;

/** Works the queues off, each by itself. A job whose process dies comes back when its heartbeat stops. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loops = new Map<string, QueueLoop>();
  private readonly stop = new AbortController();
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
    for (const name of JOB_QUEUES) {
      this.loops.set(
        name,
        new QueueLoop(name, slotsOf(name, this.config), this.queue, (entry) => this.runner.run(entry, this.stop.signal)),
      );
    }
    this.signal.onQueued((name) => this.wake(name));
    this.direct.on(JOBS_CHANNEL, (name) => this.wake(name));
    this.heartbeat = setInterval(() => void this.beat(), (HEARTBEAT_SECONDS * 1000) / 3);
    for (const loop of this.loops.values()) loop.start();
  }

  /** Tells running jobs to stop and waits; one that does not heed it runs again elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.loops.values()].map((loop) => loop.stop(DRAIN_MS)));
    clearInterval(this.heartbeat);
  }

  /** A process of another version may name a queue that is unknown here, or none. */
  private wake(name: string): void {
    const known = this.loops.get(name);
    for (const loop of known ? [known] : this.loops.values()) loop.wake();
  }

  private async beat(): Promise<void> {
    for (const loop of this.loops.values()) {
      await loop.beat().catch((error: unknown) => logger.debug({ err: error }, 'a heartbeat of running jobs was not written'));
    }
  }
}
