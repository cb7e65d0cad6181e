import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { newId } from '../../sdk/ids.js';
import { type EnqueueOptions, type JobDefinition, Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext } from '../context/request-context.js';
import { DirectListener } from '../database/direct-listener.js';
import { JobSignal } from './job-signal.js';
import { QueueClient } from './queue-client.js';
import { JOBS_CHANNEL } from './queue-options.js';

const DEFAULT_RETRIES = 3;

/** Jobs in the same PostgreSQL as everything else, so that a job exists exactly if what asked for it was committed. */
@Injectable()
export class JobQueue extends Jobs {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queue: QueueClient,
    private readonly signal: JobSignal,
    private readonly direct: DirectListener,
  ) {
    super();
  }

  async enqueue<S extends z.ZodType>(
    job: JobDefinition<S>,
    input: z.input<S>,
    options: EnqueueOptions = {},
  ): Promise<{ readonly id: string }> {
    const context = requireContext();
    const id = newId();
    await this.uow.em.query(
      `INSERT INTO core.job (id, name, input, owner_id, subject_id, request_id, traceparent, max_attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        job.name,
        JSON.stringify(job.input.parse(input)),
        options.ownerId ?? context.principal?.userId ?? null,
        options.subjectId ?? null,
        context.requestId,
        context.traceparent ?? null,
        1 + (job.retries ?? DEFAULT_RETRIES),
      ],
    );
    await this.push(id);
    return { id };
  }

  /** Queues a job whose row is there, in the open unit of work. */
  async push(id: string): Promise<void> {
    await this.queue.send(this.uow.em, { job_id: id, tenant_id: this.uow.tenantId });
    this.uow.afterCommit(() => {
      this.signal.queued();
      void this.direct.notify(JOBS_CHANNEL);
    });
  }
}
