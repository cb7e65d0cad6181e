import { Controller, Injectable, Module, type Type } from '@nestjs/common';
import {
  defineEvent,
  defineJob,
  definePlugin,
  type DomainEvent,
  type JobHandler,
  migration,
  OnEvent,
  type PluginManifest,
  type RunningJob,
  tenantTable,
  UnitOfWork,
} from 'lectern/sdk';
import { z } from 'zod';

export const wordSaid = defineEvent({ name: 'echo.word-said.v1', topic: 'system-events', schema: z.object({ word: z.string() }) });
export const sayAgain = defineJob({ name: 'echo.say-again', input: z.strictObject({ word: z.string() }), retries: 0 });

interface Said {
  readonly word: string;
}

/** Writes down what it hears, as whoever listens. */
@Injectable()
export class Echo {
  constructor(private readonly uow: UnitOfWork) {}

  async hear(listener: string, word: string, personId: string | undefined): Promise<void> {
    await this.uow.run((em) =>
      em.query('INSERT INTO echo.heard (id, listener, word, person_id) VALUES (gen_random_uuid(), $1, $2, $3)', [
        listener,
        word,
        personId ?? null,
      ]),
    );
  }
}

@Controller()
export class Forgetful {
  constructor(private readonly echo: Echo) {}

  @OnEvent(wordSaid)
  hear(event: DomainEvent<Said>): Promise<void> {
    return this.echo.hear('forgetful', event.data.word, event.subjectId);
  }
}

@Controller()
export class Patient {
  constructor(private readonly echo: Echo) {}

  @OnEvent(wordSaid)
  hear(event: DomainEvent<Said>): Promise<void> {
    return this.echo.hear('patient', event.data.word, event.subjectId);
  }
}

@Injectable()
export class SayAgain implements JobHandler<Said> {
  constructor(private readonly echo: Echo) {}

  async run(job: RunningJob<Said>): Promise<unknown> {
    await this.echo.hear('job', job.input.word, undefined);
    return { said: job.input.word };
  }
}

@Module({ controllers: [Forgetful, Patient], providers: [Echo, SayAgain] })
class EchoModule {}

@Injectable()
class Broken {
  constructor() {
    throw new Error('cannot start today');
  }
}

@Module({ controllers: [Forgetful, Patient], providers: [Echo, SayAgain, Broken] })
class BrokenEchoModule {}

const tables = migration(
  '0001-heard',
  `
  CREATE TABLE echo.heard (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    listener text NOT NULL,
    word text NOT NULL,
    person_id uuid,
    PRIMARY KEY (tenant_id, id)
  );
  ${tenantTable('echo.heard')}`,
);

const echo = (module: Type): PluginManifest =>
  definePlugin({
    id: 'echo',
    version: '1.0.0',
    description: 'Hears events and does jobs',
    core: '^1.0.0',
    module,
    persistence: { schema: 'echo', migrations: [tables], entities: [], tenantTables: ['heard'] },
    personalData: [{ table: 'heard', subject: 'person_id', export: true, erase: 'delete' }],
    events: {
      publishes: [wordSaid],
      consumes: [
        { event: wordSaid, handler: Forgetful, whenOff: 'drop' },
        { event: wordSaid, handler: Patient, whenOff: 'hold' },
      ],
    },
    jobs: [{ job: sayAgain, handler: SayAgain }],
  });

export const echoPlugin = echo(EchoModule);
/** The same plugin on a day it cannot start. */
export const brokenEchoPlugin = echo(BrokenEchoModule);
