import { Body, Controller, Get, Injectable, Module, Post } from '@nestjs/common';
import {
  definePlugin,
  type DomainEvent,
  defineJob,
  idSchema,
  type JobHandler,
  Jobs,
  migration,
  newId,
  OnEvent,
  Requires,
  Returns,
  type RunningJob,
  SIGNED_IN,
  tenantTable,
  text,
  UnitOfWork,
} from 'lectern/sdk';
import { z } from 'zod';
import { TROUBLES, type WorkDone, workDone } from './contract.js';

/**
 * Work for real processes that a test watches and kills. Every open transaction of it holds a shared advisory lock whose first
 * number is that of the process, so that a test sees in `pg_locks` what a process is in the middle of.
 */
const PROCESS = Number(process.env.LECTERN_FAULTS_PROCESS ?? 0);

const workSchema = z.object({ id: idSchema, mark: z.string() }).meta({ id: 'BusyWork' });
const newWork = z
  .strictObject({
    mark: text(100),
    key: text(100),
    n: z.int().min(1),
    /** So many pieces of work in one transaction, numbered on from `n`; all but the first have `+<number>` behind their mark. */
    pieces: z.int().min(1).max(100).default(1),
    /** How long the transaction of the request stays open. */
    ms: z.int().min(0).max(5000).default(0),
    handler_ms: z.int().min(0).max(5000).default(0),
    trouble: z.enum(TROUBLES).default('none'),
    /** Also as a job. */
    job: z.boolean().default(false),
  })
  .meta({ id: 'BusyNewWork' });
type NewWork = z.output<typeof newWork>;

const recount = defineJob({ name: 'busy.recount-work', input: z.strictObject({ mark: z.string(), n: z.int() }) });
type Recount = z.output<typeof recount.input>;

@Injectable()
class Work {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly jobs: Jobs,
  ) {}

  do({ mark, key, n, pieces, ms, handler_ms, trouble, job }: NewWork) {
    return this.uow.run(async (em) => {
      const id = newId();
      await em.query('SELECT busy.take_time($1, $2)', [PROCESS, ms]);
      for (let piece = 0; piece < pieces; piece += 1) {
        const own = piece === 0 ? { id, mark, n } : { id: newId(), mark: `${mark}+${piece}`, n: n + piece };
        await em.query('INSERT INTO busy.work (id, mark, key, n) VALUES ($1, $2, $3, $4)', [own.id, own.mark, key, own.n]);
        this.uow.publish(workDone, { key, data: { mark: own.mark, n: own.n, handler_ms, trouble } });
        if (job) await this.jobs.enqueue(recount, { mark: own.mark, n: own.n });
      }
      return { id, mark };
    });
  }

  async effect(consumer: string, key: string, { mark, n, handler_ms }: Omit<WorkDone, 'trouble'>): Promise<void> {
    await this.uow.run((em) =>
      em.query(`INSERT INTO busy.effect (consumer, key, mark, n, process) SELECT $1, $2, $3, $4, $5 FROM busy.take_time($5, $6)`, [
        ...[consumer, key, mark, n],
        ...[PROCESS, handler_ms],
      ]),
    );
  }

  async count(): Promise<{ count: number }> {
    const [row] = await this.uow.query<{ count: number }>('SELECT count(*)::int AS count FROM busy.work');
    return { count: row?.count ?? 0 };
  }
}

@Controller('busy')
class BusyController {
  constructor(private readonly work: Work) {}

  @Post('work')
  @Requires(SIGNED_IN)
  @Returns(workSchema, { status: 201 })
  do(@Body({ schema: newWork }) input: NewWork) {
    return this.work.do(input);
  }

  @Get('work')
  @Requires(SIGNED_IN)
  @Returns(z.object({ count: z.int() }))
  count() {
    return this.work.count();
  }
}

@Controller()
class First {
  constructor(private readonly work: Work) {}

  @OnEvent(workDone)
  done({ key, data }: DomainEvent<WorkDone>): Promise<void> {
    return this.work.effect('first', key, data);
  }
}

@Controller()
class Second {
  constructor(private readonly work: Work) {}

  @OnEvent(workDone)
  done({ key, data }: DomainEvent<WorkDone>): Promise<void> {
    return this.work.effect('second', key, data);
  }
}

@Injectable()
class RecountWork implements JobHandler<Recount> {
  constructor(private readonly work: Work) {}

  run({ input }: RunningJob<Recount>): Promise<void> {
    return this.work.effect('job', 'jobs', { ...input, handler_ms: 0 });
  }
}

@Module({ controllers: [BusyController, First, Second], providers: [Work, RecountWork] })
class BusyModule {}

const tables = migration(
  '0001-work',
  `
  CREATE FUNCTION busy.take_time(process integer, ms integer) RETURNS integer LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(process, (random() * 2147483647)::integer);
    IF ms > 0 THEN PERFORM pg_sleep(ms / 1000.0); END IF;
    RETURN ms;
  END $$;
  CREATE TABLE busy.work (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    id uuid NOT NULL,
    mark text NOT NULL,
    key text NOT NULL,
    n integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id)
  );
  ${tenantTable('busy.work')}
  CREATE TABLE busy.effect (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    position bigint GENERATED ALWAYS AS IDENTITY,
    consumer text NOT NULL,
    key text NOT NULL,
    mark text NOT NULL,
    n integer NOT NULL,
    process integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, position)
  );
  ${tenantTable('busy.effect')}`,
);

export default definePlugin({
  id: 'busy',
  version: '1.0.0',
  description: 'Work that can be counted',
  core: '^1.0.0',
  routes: ['/busy'],
  module: BusyModule,
  persistence: { schema: 'busy', migrations: [tables], entities: [], tenantTables: ['work', 'effect'] },
  events: {
    publishes: [workDone],
    consumes: [
      { event: workDone, handler: First, whenOff: 'hold' },
      { event: workDone, handler: Second, whenOff: 'hold' },
    ],
  },
  jobs: [{ job: recount, handler: RecountWork }],
});
