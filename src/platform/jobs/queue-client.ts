import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Db, type Job, PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import type { JobPriority, JobQueueName } from '../../sdk/jobs.js';
import { logger } from '../telemetry/logger.js';
import { QUEUE_SCHEMA } from './queue-options.js';
import { PRIORITY_RANKS, QUEUE_NAMES } from './queues.js';

/** What the queue carries: which job, of which tenant. */
export interface QueuedJob {
  readonly job_id: string;
  readonly tenant_id: string;
}

/** A job's place in its queue, as whoever took it holds it: what is done with it has no effect once somebody else has. */
export type QueueEntry = Job<QueuedJob>;

/** A job to be placed into its queue. */
export interface Placed {
  readonly id: string;
  readonly tenantId: string;
  readonly queue: JobQueueName;
  readonly priority: JobPriority;
}

// Never sees what is not due: the index leads to the first that is.
const MOST_URGENT = `
  SELECT priority FROM ${QUEUE_SCHEMA}.job WHERE name = $1 AND state < 'active' AND NOT blocked AND start_after <= now()
  ORDER BY priority DESC LIMIT 1`;

const SUPERVISE_SECONDS = 10;

/** The queues in the database. Connects when it is first needed. */
@Injectable()
export class QueueClient implements OnApplicationShutdown {
  private started: Promise<PgBoss> | undefined;

  constructor(private readonly config: Config) {}

  /** Enqueues in the caller's transaction: no commit, no job. One that already waits stays where it is. */
  async send(em: EntityManager, job: Placed, afterSeconds = 0): Promise<void> {
    const boss = await this.boss();
    await boss.send(QUEUE_NAMES[job.queue], { job_id: job.id, tenant_id: job.tenantId } satisfies QueuedJob, {
      id: job.id,
      priority: PRIORITY_RANKS[job.priority],
      group: { id: job.tenantId },
      startAfter: afterSeconds,
      db: within(em),
    });
  }

  /** The rank of the most urgent job that is due; undefined when none is. */
  async mostUrgent(queue: JobQueueName): Promise<number | undefined> {
    const { rows } = await (await this.boss()).getDb().executeSql(MOST_URGENT, [QUEUE_NAMES[queue]]);
    const [row] = rows as { priority: number }[];
    return row?.priority;
  }

  /** Takes the oldest job of the highest rank there is, of `minPriority` and more, of none of the tenants `butOf`. */
  async take(queue: JobQueueName, minPriority: number, butOf: readonly string[]): Promise<QueueEntry | undefined> {
    const boss = await this.boss();
    const [entry] = await boss.fetch<QueuedJob>(QUEUE_NAMES[queue], {
      minPriority,
      ignoreGroups: butOf.length > 0 ? [...butOf] : null,
    });
    return entry;
  }

  /** Takes it out of its queue for good, in the caller's transaction. */
  async settle(em: EntityManager, entry: QueueEntry): Promise<void> {
    await (await this.boss()).deleteJob(entry.name, entry, { db: within(em) });
  }

  /** Takes a job out of its queue, whoever holds it, in the caller's transaction. */
  async remove(em: EntityManager, { queue, id }: Pick<Placed, 'queue' | 'id'>): Promise<void> {
    await (await this.boss()).deleteJob(QUEUE_NAMES[queue], id, { db: within(em) });
  }

  /** As `settle`, outside of any transaction. */
  async drop(entry: QueueEntry): Promise<void> {
    await (await this.boss()).deleteJob(entry.name, entry);
  }

  /** Puts it back, to be taken again after a while that doubles each time. In the caller's transaction. */
  async retryLater(em: EntityManager, entry: QueueEntry): Promise<void> {
    await (await this.boss()).fail(entry.name, entry, null, { db: within(em) });
  }

  /** Has those of these jobs that wait for later taken up now. In the caller's transaction. */
  async bringForward(em: EntityManager, queue: JobQueueName, ids: readonly string[]): Promise<void> {
    await em.query(`UPDATE ${QUEUE_SCHEMA}.job SET start_after = now() WHERE name = $1 AND id = ANY($2::uuid[]) AND state < 'active'`, [
      QUEUE_NAMES[queue],
      ids,
    ]);
  }

  /** Says that these jobs are still being worked on. */
  async touch(queue: JobQueueName, entries: readonly QueueEntry[]): Promise<void> {
    if (entries.length > 0) await (await this.boss()).touch(QUEUE_NAMES[queue], [...entries]);
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
      if (works) void this.inspect(boss);
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false });
      throw error;
    }
  }

  private async inspect(boss: PgBoss): Promise<void> {
    try {
      for (const name of Object.values(QUEUE_NAMES)) await boss.supervise(name);
    } catch (error) {
      logger.debug({ err: error }, 'the job queues were not inspected');
    }
  }
}

/** Has the queue work in the transaction that is open. */
const within = (em: EntityManager): Db => {
  const runner = em.queryRunner;
  if (!runner) throw new Error('A job is enqueued inside a unit of work');
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      const { records } = await runner.query(text, values, true);
      return { rows: records as unknown[] };
    },
  };
};
