import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { DeadLetterBox } from '../events/dead-letter-box.js';
import type { JobRow } from './job-row.js';
import { QueueClient, type QueueEntry } from './queue-client.js';

/** The tenant's view of its jobs: `core.job`, in the tenant of the context. `attempts` fences off whoever ran it before. */
@Injectable()
export class JobStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly deadLetters: DeadLetterBox,
    private readonly queue: QueueClient,
  ) {}

  async find(id: string): Promise<JobRow | undefined> {
    const [row] = await this.uow.query<JobRow>('SELECT * FROM core.job WHERE id = $1', [id]);
    return row;
  }

  /** Marks the job as running and counts the attempt. Undefined when there is nothing to do: done, cancelled or erased. */
  async begin(id: string): Promise<JobRow | undefined> {
    return this.change(
      `UPDATE core.job SET status = 'running', attempts = attempts + 1, waiting_for = NULL, started_at = coalesce(started_at, now()), updated_at = now()
       WHERE id = $1 AND status IN ('queued', 'running') RETURNING *`,
      [id],
    );
  }

  /** Whether the job still is this attempt's. */
  async isMine(job: JobRow): Promise<boolean> {
    const rows = await this.uow.query(`SELECT FROM core.job WHERE id = $1 AND attempts = $2 AND status = 'running'`, [
      job.id,
      job.attempts,
    ]);
    return rows.length > 0;
  }

  /** Stores how far it is, never back. Whether the job still is this attempt's. */
  async progress(job: JobRow, fraction: number): Promise<boolean> {
    const row = await this.change(
      `UPDATE core.job SET progress = greatest(progress, $3), updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, Math.min(1, Math.max(0, fraction))],
    );
    return row !== undefined;
  }

  async completed(job: JobRow, entry: QueueEntry, result: unknown): Promise<void> {
    await this.settling(
      entry,
      `UPDATE core.job SET status = 'completed', progress = 1, result = $3, error = NULL, finished_at = now(), updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, result === undefined ? null : JSON.stringify(result)],
    );
  }

  /** Back into the queue after a failure, or after an interruption, which does not count as an attempt. */
  async queuedAgain(job: JobRow, entry: QueueEntry, error: string | null, interrupted = false): Promise<void> {
    await this.uow.run(async (em) => {
      const row = await this.change(
        `UPDATE core.job SET status = 'queued', attempts = attempts - $4, error = $3, updated_at = now()
         WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
        [job.id, job.attempts, error, interrupted ? 1 : 0],
      );
      await (row ? this.queue.retryLater(em, entry) : this.queue.settle(em, entry));
    });
  }

  /** Back into the queue because its turn has not come: no attempt is spent. Those that wait already come before it. */
  async deferred(job: JobRow, entry: QueueEntry, afterSeconds: number, waitingFor: string): Promise<void> {
    await this.settling(
      entry,
      `UPDATE core.job SET status = 'queued', attempts = attempts - 1, deferrals = deferrals + 1, waiting_for = $3, updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, waitingFor],
      (row) => this.queue.send(this.uow.em, { ...row, tenantId: row.tenant_id }, afterSeconds),
    );
  }

  /** Given up: the job has failed and lies with the dead letters. */
  async failed(job: JobRow, entry: QueueEntry, error: string): Promise<void> {
    await this.settling(
      entry,
      `UPDATE core.job SET status = 'failed', error = $3, finished_at = now(), updated_at = now()
       WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING *`,
      [job.id, job.attempts, error],
      (row) =>
        this.deadLetters.buryJob({
          jobId: row.id,
          name: row.name,
          subjectId: row.subject_id,
          requestId: row.request_id,
          traceparent: row.traceparent,
          input: row.input,
          attempts: row.attempts,
          error,
        }),
    );
  }

  /** Calls it off, running or not, in the open unit of work. Undefined when it has ended. */
  async cancelled(id: string): Promise<JobRow | undefined> {
    const row = await this.change(
      `UPDATE core.job SET status = 'cancelled', waiting_for = NULL, finished_at = now(), updated_at = now()
       WHERE id = $1 AND status IN ('queued', 'running') RETURNING *`,
      [id],
    );
    if (row) await this.queue.remove(this.uow.em, row);
    return row;
  }

  /** Nothing is left to be done for an entry of the queue. */
  async dismiss(entry: QueueEntry): Promise<void> {
    await this.queue.drop(entry);
  }

  /** Ends an attempt: job and queue change together, so that neither knows of something the other does not. */
  private async settling(
    entry: QueueEntry,
    sql: string,
    parameters: readonly unknown[],
    then?: (row: JobRow) => Promise<void>,
  ): Promise<void> {
    await this.uow.run(async (em) => {
      const row = await this.change(sql, parameters);
      await this.queue.settle(em, entry);
      if (row) await then?.(row);
    });
  }

  private async change(sql: string, parameters: readonly unknown[]): Promise<JobRow | undefined> {
    return this.uow.run(async (em) => {
      const [rows] = await em.query<[JobRow[], number]>(sql, [...parameters]);
      return rows[0];
    });
  }
}
