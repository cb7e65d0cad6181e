import { Injectable } from '@nestjs/common';
import { Conflict } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { UNKNOWN_EVENT } from '../events/dead-letter-box.js';
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
  ) {}

  async run(letter: DeadLetterRow): Promise<void> {
    await this.runAll([letter]);
  }

  async runAll(letters: readonly DeadLetterRow[]): Promise<void> {
    for (const [consumer, own] of Map.groupBy(letters, (letter) => (letter.kind === 'job' ? undefined : letter.consumer))) {
      if (consumer === undefined) for (const letter of own) await this.job(letter);
      else if (consumer === UNKNOWN_EVENT) await this.everybody(own);
      else await this.parking.park(own.map(eventOf), { consumer, reason: 'failing', attempts: 0, retryInMs: 0 });
    }
  }

  async giveUp(letter: DeadLetterRow): Promise<void> {
    if (letter.kind !== 'job') return;
    await this.uow.em.query(`UPDATE core.job SET status = 'cancelled', updated_at = now() WHERE id = $1 AND status = 'failed'`, [
      letter.source_id,
    ]);
  }

  /** Nobody knew the events: they go to whoever knows them by now. */
  private async everybody(letters: readonly DeadLetterRow[]): Promise<void> {
    const events = letters.map((letter) => ({
      id: letter.source_id,
      name: letter.name,
      topic: letter.topic,
      key: letter.key,
      subjectId: letter.subject_id,
      data: JSON.stringify(letter.data),
      requestId: letter.request_id,
      traceparent: letter.traceparent,
    }));
    await writeOutbox((sql, parameters = []) => this.uow.em.query(sql, [...parameters]), events);
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
}

const eventOf = (letter: DeadLetterRow): StoredEvent => ({
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
});
