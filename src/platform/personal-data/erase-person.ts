import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Unavailable } from '../../sdk/errors.js';
import { idSchema, newId } from '../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob, TryAgainLater } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { cacheKeys } from '../cache/cache-keys.js';
import { Cache } from '../cache/cache.js';
import { sqlIdentifier } from '../database/sql-identifier.js';
import { EventRelayTarget } from '../events/event-delivery.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { eraseTraces } from './erase-traces.js';
import { PersonalDataRegistry, type PersonalTable } from './personal-data-registry.js';
import { nameOf, referrersFirst, type TableShape, TableShapes } from './table-shapes.js';

/** Erases a person from every table of the tenant. Enqueue it with `subjectId`; `user_id` is null once it is done. */
export const erasePerson = defineJob({
  name: 'users.erase-person',
  input: z.strictObject({ user_id: idSchema.nullable() }),
  retries: 10,
});

type Input = z.output<typeof erasePerson.input>;

/**
 * Erases twice: what was being delivered about the person while the first pass ran may have left something behind, and
 * is over when every shard of the outbox has been free once. Safe to run again at any point.
 */
@Injectable()
export class ErasePerson implements JobHandler<Input> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly registry: PersonalDataRegistry,
    private readonly shapes: TableShapes,
    private readonly system: SystemAccess,
    private readonly cache: Cache,
    private readonly target: EventRelayTarget,
  ) {}

  async run(job: RunningJob<Input>): Promise<{ erased: true }> {
    const userId = job.input.user_id;
    if (userId === null) return { erased: true };
    const unreadable = this.registry.unreadable();
    if (unreadable.length > 0) throw new Error(`What these plugins hold is unknown while they do not start: ${unreadable.join(', ')}`);
    const pseudonym = newId();
    await this.uow.run(() => this.pass(userId, pseudonym, job.id));
    await job.progress(0.5);
    await this.eventsUnderWay();
    await this.arrived();
    await this.uow.run(async (em) => {
      await this.pass(userId, pseudonym, job.id);
      const empty: Input = { user_id: null };
      await em.query('UPDATE core.job SET subject_id = NULL, input = $2 WHERE id = $1', [job.id, JSON.stringify(empty)]);
    });
    return { erased: true };
  }

  private async pass(userId: string, pseudonym: string, jobId: string): Promise<void> {
    const tables = this.registry.all();
    const shapes = await this.shapes.of(tables);
    for (const table of referrersFirst(tables, shapes)) {
      const shape = shapes.get(nameOf(table));
      if (shape) await this.erase(table, shape, userId, pseudonym);
    }
    this.cache.forget(cacheKeys.profile(userId), cacheKeys.progress(userId));
    await eraseTraces((sql, parameters = []) => this.uow.em.query(sql, [...parameters]), userId, pseudonym, jobId);
  }

  private async erase(table: PersonalTable, { columns }: TableShape, userId: string, pseudonym: string): Promise<void> {
    const name = `${sqlIdentifier(table.schema)}.${sqlIdentifier(table.table)}`;
    const subject = sqlIdentifier(table.subject);
    const type = columns.get(table.subject) === 'uuid' ? 'uuid' : 'text';
    const sql =
      table.erase === 'delete'
        ? `DELETE FROM ${name} WHERE ${subject} = $1::${type}`
        : `UPDATE ${name} SET ${subject} = $2::${type} WHERE ${subject} = $1::${type}`;
    await this.uow.em.query(sql, table.erase === 'delete' ? [userId] : [userId, pseudonym]);
  }

  /** Events may be at a broker that is away, or behind which the workers are late: then the job's turn has not come. */
  private async arrived(): Promise<void> {
    try {
      await this.target.settled();
    } catch (error) {
      const { dependency } = error instanceof Unavailable ? error.extras : {};
      if (dependency === undefined || dependency === 'database') throw error;
      throw new TryAgainLater(10, dependency);
    }
  }

  /** Whoever sends a shard holds its row: once each was ours, what was under way before is sent, and soon over. */
  private async eventsUnderWay(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.system.run((query) => query('SELECT shard FROM core.outbox_shard ORDER BY shard FOR UPDATE'));
        return;
      } catch (error) {
        if (attempt === 5 || !(error instanceof Unavailable)) throw error;
      }
    }
  }
}
