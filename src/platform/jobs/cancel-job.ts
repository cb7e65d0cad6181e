import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { DirectListener } from '../database/direct-listener.js';
import { JobRegistry } from './job-registry.js';
import type { JobRow } from './job-row.js';
import { JobSignal } from './job-signal.js';
import { JobStore } from './job-store.js';
import { type JobView, jobView, seesEveryJob } from './jobs.schemas.js';
import { CANCELLED_CHANNEL } from './queue-options.js';

/** Calls a job off. What it has done stays done; what it goes on to do until it heeds its signal is its own affair. */
@Injectable()
export class CancelJob {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly signal: JobSignal,
    private readonly direct: DirectListener,
  ) {}

  /**
   * By whoever asked for it, or an admin. A second call answers as the first. Throws 404, and 409 for a job that has
   * ended or is of a kind that must not be left half done.
   */
  async run(caller: Principal, id: string): Promise<JobView> {
    return this.uow.run(async () => {
      const job = await this.store.find(id);
      if (!job || !(seesEveryJob(caller) || job.owner_id === caller.userId)) throw new NotFound('job');
      if (job.status === 'cancelled') return jobView(job, caller);
      if (!this.registry.find(job.name)?.definition.cancellable) {
        throw new Conflict('Jobs of this kind cannot be called off', 'JOB_NOT_CANCELLABLE');
      }
      const cancelled = await this.store.cancelled(id);
      if (!cancelled) throw new Conflict('The job has ended', 'JOB_FINISHED');
      this.audit(caller, job);
      this.uow.afterCommit(() => {
        this.signal.cancelled(id);
        void this.direct.notify(CANCELLED_CHANNEL, id);
      });
      return jobView(cancelled, caller);
    });
  }

  private audit({ userId }: Principal, { id, name, owner_id: ownerId }: JobRow): void {
    if (ownerId === userId) return;
    this.uow.audit({ action: 'operations.job-cancelled', category: 'staff', target: { type: 'job', id }, detail: { name } });
  }
}
