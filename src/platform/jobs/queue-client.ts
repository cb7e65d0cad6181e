import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Job, PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import { JOB_QUEUE, QUEUE_SCHEMA } from './queue-options.js';

/** What the queue carries: which job, of which tenant. */
export interface QueuedJob {
  readonly job_id: string;
  readonly tenant_id: string;
}

const SUPERVISE_SECONDS = 10;

/** The queue in the database. Connects when it is first needed. */
@Injectable()
export class QueueClient implements OnApplicationShutdown {
  private started: Promise<PgBoss> | undefined;

  constructor(private readonly config: Config) {}

  /** Enqueues in the caller's transaction: no commit, no job. */
  async send(em: EntityManager, job: QueuedJob): Promise<void> {
    const boss = await this.boss();
    const runner = em.queryRunner;
    if (!runner) throw new Error('A job is enqueued inside a unit of work');
    const executeSql = async (text: string, values?: unknown[]) => {
      const { records } = await runner.query(text, values, true);
      return { rows: records as unknown[] };
    };
    await boss.send(JOB_QUEUE, job, { db: { executeSql } });
  }

  async fetch(atMost: number): Promise<Job<QueuedJob>[]> {
    return (await this.boss()).fetch<QueuedJob>(JOB_QUEUE, { batchSize: atMost });
  }

  async complete(id: string): Promise<void> {
    await (await this.boss()).complete(JOB_QUEUE, id);
  }

  /** Puts it back, to be fetched again after a while that doubles each time. */
  async retryLater(id: string): Promise<void> {
    await (await this.boss()).fail(JOB_QUEUE, id);
  }

  /** Says that these jobs are still being worked on. */
  async touch(ids: string[]): Promise<void> {
    if (ids.length > 0) await (await this.boss()).touch(JOB_QUEUE, ids);
  }

  async onApplicationShutdown(): Promise<void> {
    const boss = await this.started?.catch(() => undefined);
    await boss?.stop({ graceful: false });
  }

  private boss(): Promise<PgBoss> {
    this.started ??= this.start().catch((error: unknown) => {
      this.started = undefined;
      throw error;
    });
    return this.started;
  }

  private async start(): Promise<PgBoss> {
    const works = this.config.role !== 'api';
    const boss = new PgBoss({
      connectionString: this.config.database.appUrl,
      application_name: 'lectern:jobs',
      schema: QUEUE_SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: false,
      supervise: works,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      reindex: false,
      monitorVacuum: false,
      max: works ? 2 : 1,
      connectionTimeoutMillis: 1500,
    });
    boss.on('error', (error) => logger.debug({ err: error }, 'the job queue is not reachable'));
    try {
      await boss.start();
      // What a process that died has left is looked for at once, not only at the first round.
      if (works) void boss.supervise(JOB_QUEUE).catch((error: unknown) => logger.debug({ err: error }, 'the job queue was not inspected'));
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false });
      throw error;
    }
  }
}
