import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { DeadLetterBox } from '../events/dead-letter-box.js';
import type { JobRow } from './job-row.js';

/** The tenant's view of its jobs: `core.job`, in the tenant of the context. `attempts` fences off whoever ran it before. */
@Injectable()
export class JobStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly deadLetters: DeadLetterBox,
  ) {}

  async find(id: string): Promise<JobRow | undefined> {
    const [row] = await this.uow.query<JobRow>('SELECT * FROM core.job WHERE id = $1', [id]);
    return row;
  }

  /** Marks the job as running and counts the attempt. Undefined when there is nothing to do: done, cancelled or erased. */
  async begin(id: string): Promise<JobRow | undefined> {
    return this.change(
      `UPDATE core.job SET status = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), updated_at = now()
       WHERE id = $1 AND status IN ('queued', 'running') RETURNING *`,
      [id],
    );
  }

  /** Whether the job still is this attempt's. */
  async progress(job: JobRow, fraction: number): Promise<boolean> {
    const row = await this.change(
      `UPDATE core.job SET progress = $3, updated_at = now() WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, Math.min(1, Math.max(0, fraction))],
    );
    return row !== undefined;
  }

  async completed(job: JobRow, result: unknown): Promise<void> {
    await this.change(
      `UPDATE core.job SET status = 'completed', progress = 1, result = $3, error = NULL, finished_at = now(), updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, result === undefined ? null : JSON.stringify(result)],
    );
  }

  /** Back into the queue after a failure, or after an interruption, which does not count as an attempt. */
  async queuedAgain(job: JobRow, error: string | null, interrupted = false): Promise<void> {
    await this.change(
      `UPDATE core.job SET status = 'queued', attempts = attempts - $4, error = $3, updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, error, interrupted ? 1 : 0],
    );
  }

  /** Given up: the job has failed and lies with the dead letters. */
  async failed(job: JobRow, error: string): Promise<void> {
    await this.uow.run(async () => {
      const row = await this.change(
        `UPDATE core.job SET status = 'failed', error = $3, finished_at = now(), updated_at = now()
         WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
        [job.id, job.attempts, error],
      );
      if (!row) return;
      await this.deadLetters.buryJob({
        jobId: job.id,
        name: job.name,
        subjectId: job.subject_id,
        requestId: job.request_id,
        traceparent: job.traceparent,
        input: job.input,
        attempts: job.attempts,
        error,
      });
    });
  }

  private async change(sql: string, parameters: readonly unknown[]): Promise<JobRow | undefined> {
    return this.uow.run(async (em) => {
      const [rows] = await em.query<[JobRow[], number]>(sql, [...parameters]);
      return rows[0];
    });
  }
}
