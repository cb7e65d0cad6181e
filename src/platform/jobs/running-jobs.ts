import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DirectListener } from '../database/direct-listener.js';
import { logger } from '../telemetry/logger.js';
import { JobSignal } from './job-signal.js';
import { CANCELLED_CHANNEL } from './queue-options.js';

const ASK_MS = 3000;

/** Which attempts run in this process, so that one whose job is called off is told. */
@Injectable()
export class RunningJobs implements OnModuleInit {
  private readonly running = new Map<string, Set<() => void>>();

  constructor(
    private readonly signal: JobSignal,
    private readonly direct: DirectListener,
  ) {}

  onModuleInit(): void {
    this.signal.onCancelled((id) => this.abort(id));
    this.direct.on(CANCELLED_CHANNEL, (id) => this.abort(id));
  }

  /**
   * Calls `abort` when the job is called off, as long as `work` goes on: at once, or when the database, asked now and
   * then, says so, because what is announced while the connection is away is lost.
   */
  async watched<T>(id: string, isMine: () => Promise<boolean>, abort: () => void, work: () => Promise<T>): Promise<T> {
    const others = this.running.get(id) ?? new Set();
    this.running.set(id, others.add(abort));
    const ask = (): void => {
      isMine().then(
        (mine) => mine || abort(),
        (error: unknown) => logger.debug({ err: error, job_id: id }, 'whether the job was called off is not known'),
      );
    };
    const timer = setInterval(ask, ASK_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      others.delete(abort);
      if (others.size === 0) this.running.delete(id);
    }
  }

  private abort(id: string): void {
    this.running.get(id)?.forEach((abort) => abort());
  }
}
