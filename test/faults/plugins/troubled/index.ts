import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Injectable, Module } from '@nestjs/common';
import { definePlugin, type DomainEvent, migration, OnEvent, tenantTable, UnitOfWork } from 'lectern/sdk';
import { type WorkDone, workDone } from '../busy/contract.js';

const SLEEP_MS = 10_000;

@Injectable()
class Notes {
  constructor(private readonly uow: UnitOfWork) {}

  async write(consumer: string, { key, data }: DomainEvent<WorkDone>): Promise<void> {
    await this.uow.run((em) =>
      em.query('INSERT INTO troubled.effect (consumer, key, mark, n) VALUES ($1, $2, $3, $4)', [consumer, key, data.mark, data.n]),
    );
  }
}

/** Fails on poison, as often as it is given it. */
@Controller()
class Poisoned {
  constructor(private readonly notes: Notes) {}

  @OnEvent(workDone)
  async done(event: DomainEvent<WorkDone>): Promise<void> {
    if (event.data.trouble === 'poison') throw new Error('poison');
    await this.notes.write('poisoned', event);
  }
}

/** Takes ten seconds over what makes it sleepy. */
@Controller()
class Sleeper {
  constructor(private readonly notes: Notes) {}

  @OnEvent(workDone)
  async done(event: DomainEvent<WorkDone>): Promise<void> {
    if (event.data.trouble === 'sleep') await pause(SLEEP_MS);
    await this.notes.write('sleeper', event);
  }
}

@Module({ controllers: [Poisoned, Sleeper], providers: [Notes] })
class TroubledModule {}

const tables = migration(
  '0001-effect',
  `
  CREATE TABLE troubled.effect (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    position bigint GENERATED ALWAYS AS IDENTITY,
    consumer text NOT NULL,
    key text NOT NULL,
    mark text NOT NULL,
    n integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, position)
  );
  ${tenantTable('troubled.effect')}`,
);

export default definePlugin({
  id: 'troubled',
  version: '1.0.0',
  description: 'Fails and dawdles',
  core: '^1.0.0',
  module: TroubledModule,
  persistence: { schema: 'troubled', migrations: [tables], entities: [], tenantTables: ['effect'] },
  events: {
    publishes: [],
    consumes: [
      { event: workDone, handler: Poisoned, whenOff: 'hold' },
      { event: workDone, handler: Sleeper, whenOff: 'hold' },
    ],
  },
});
