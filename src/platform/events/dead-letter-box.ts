import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { StoredEvent } from './stored-event.js';

/** The consumer of events whose kind nobody here knows: they may be for a newer version of the software. */
export const UNKNOWN_EVENT = 'core:unknown-event';

export interface BurialOfJob {
  readonly jobId: string;
  readonly name: string;
  readonly subjectId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly input: unknown;
  readonly attempts: number;
  readonly error: string;
}

/** Puts aside what could not be delivered or done, for somebody to redrive or discard. Works in the open unit of work. */
@Injectable()
export class DeadLetterBox {
  constructor(private readonly uow: UnitOfWork) {}

  async buryEvent(consumer: string, event: StoredEvent, attempts: number, error: string): Promise<void> {
    await this.uow.em.query(
      `INSERT INTO core.dead_letter (id, kind, consumer, source_id, position, name, topic, key, subject_id, request_id,
         traceparent, data, occurred_at, attempts, error)
       VALUES ($1, 'event', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       ON CONFLICT (tenant_id, consumer, source_id) DO NOTHING`,
      [
        newId(),
        consumer,
        event.id,
        event.position,
        event.name,
        event.topic,
        event.key,
        event.subject_id,
        event.request_id,
        event.traceparent,
        JSON.stringify(event.data),
        event.occurred_at,
        attempts,
        error,
      ],
    );
  }

  async buryJob(job: BurialOfJob): Promise<void> {
    await this.uow.em.query(
      `INSERT INTO core.dead_letter (id, kind, consumer, source_id, name, topic, key, subject_id, request_id, traceparent, data, attempts, error)
       VALUES ($1, 'job', $2, $3::uuid, $2, 'jobs', $3::uuid::text, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (tenant_id, consumer, source_id) DO UPDATE SET attempts = excluded.attempts, error = excluded.error`,
      [
        newId(),
        job.name,
        job.jobId,
        job.subjectId,
        job.requestId,
        job.traceparent,
        JSON.stringify(job.input ?? {}),
        job.attempts,
        job.error,
      ],
    );
  }
}
