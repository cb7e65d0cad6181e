import { Injectable } from '@nestjs/common';
import { Conflict } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { UNKNOWN_EVENT } from '../events/dead-letter-box.js';
import { ParkedRedriver } from '../events/parked-redriver.js';
import { Parking } from '../events/parking.js';
import type { StoredEvent } from '../events/stored-event.js';
import { OutboxSignal } from '../events/outbox-signal.js';
import { writeOutbox } from '../events/write-outbox.js';
import { JobQueue } from '../jobs/job-queue.js';
import type { JobRow } from '../jobs/job-row.js';
import type { DeadLetterRow } from './dead-letters.schemas.js';

/** Where a dead letter goes back to, in the open unit of work of its tenant. */
@Injectable()
export class Redrive {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly parking: Parking,
    private readonly jobs: JobQueue,
    private readonly outbox: OutboxSignal,
    private readonly redriver: ParkedRedriver,
  ) {}

  async run(letter: DeadLetterRow): Promise<void> {
    if (letter.kind === 'job') return this.job(letter);
    if (letter.consumer === UNKNOWN_EVENT) return this.everybody(letter);
    await this.parking.park([this.event(letter)], { consumer: letter.consumer, reason: 'failing', attempts: 0, retryInMs: 0 });
    this.uow.afterCommit(() => this.redriver.wake());
  }

  async giveUp(letter: DeadLetterRow): Promise<void> {
    if (letter.kind !== 'job') return;
    await this.uow.em.query(`UPDATE core.job SET status = 'cancelled', updated_at = now() WHERE id = $1 AND status = 'failed'`, [
      letter.source_id,
    ]);
  }

  /** Nobody knew the event: it goes to whoever knows it by now. */
  private async everybody(letter: DeadLetterRow): Promise<void> {
    const event = {
      id: letter.source_id,
      name: letter.name,
      topic: letter.topic,
      key: letter.key,
      subjectId: letter.subject_id,
      data: JSON.stringify(letter.data),
      requestId: letter.request_id,
      traceparent: letter.traceparent,
    };
    await writeOutbox((sql, parameters = []) => this.uow.em.query(sql, [...parameters]), [event]);
    this.uow.afterCommit(() => this.outbox.written());
  }

  private async job(letter: DeadLetterRow): Promise<void> {
    const [[job]] = await this.uow.em.query<[Pick<JobRow, 'id' | 'queue' | 'priority'>[], number]>(
      `UPDATE core.job SET status = 'queued', attempts = 0, deferrals = 0, error = NULL, finished_at = NULL, updated_at = now()
       WHERE id = $1 AND status = 'failed' RETURNING id, queue, priority`,
      [letter.source_id],
    );
    if (!job) throw new Conflict('The job is no longer there to be run');
    await this.jobs.push(job);
  }

  private event(letter: DeadLetterRow): StoredEvent {
    return {
      id: letter.source_id,
      tenant_id: letter.tenant_id,
      position: letter.position ?? '0',
      name: letter.name,
      topic: letter.topic,
      key: letter.key,
      subject_id: letter.subject_id,
      request_id: letter.request_id,
      traceparent: letter.traceparent,
      data: letter.data,
      occurred_at: letter.occurred_at,
    };
  }
}
