import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { newId } from '../../sdk/ids.js';
import { type EnqueueOptions, type JobDefinition, Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext } from '../context/request-context.js';
import { traceparentOf } from '../context/trace-context.js';
import type { JobRow } from './job-row.js';
import { JobSignal } from './job-signal.js';
import { QueueClient } from './queue-client.js';

const DEFAULT_RETRIES = 3;

/** Which job, and where in which queue it belongs. */
type JobPlace = Pick<JobRow, 'id' | 'queue' | 'priority'>;

/** Jobs in the same PostgreSQL as everything else, so that a job exists exactly if what asked for it was committed. */
@Injectable()
export class JobQueue extends Jobs {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queue: QueueClient,
    private readonly signal: JobSignal,
  ) {
    super();
  }

  async enqueue<S extends z.ZodType>(
    job: JobDefinition<S>,
    input: z.input<S>,
    options: EnqueueOptions = {},
  ): Promise<{ readonly id: string }> {
    const context = requireContext();
    const { queue = 'default' } = job;
    const { priority = 'normal' } = options;
    const id = newId();
    await this.uow.em.query(
      `INSERT INTO core.job (id, name, input, owner_id, subject_id, request_id, traceparent, max_attempts, queue, priority)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        job.name,
        JSON.stringify(job.input.parse(input)),
        options.ownerId ?? context.principal?.userId ?? null,
        options.subjectId ?? null,
        context.requestId,
        traceparentOf(context),
        1 + (job.retries ?? DEFAULT_RETRIES),
        queue,
        priority,
      ],
    );
    await this.place({ id, queue, priority });
    return { id };
  }

  /** Queues a job whose row is there and which was given up, in the open unit of work. */
  async push(job: JobPlace): Promise<void> {
    // A worker of an earlier version leaves what it has finished in the queue, where it would be in the way.
    await this.queue.remove(this.uow.em, job);
    await this.place(job);
  }

  private async place(job: JobPlace): Promise<void> {
    await this.queue.send(this.uow.em, { ...job, tenantId: this.uow.tenantId });
    this.uow.afterCommit(() => this.signal.queued(job.queue));
  }
}
