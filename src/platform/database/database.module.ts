import { type DynamicModule, Global, Inject, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import { OutboxSignal } from '../events/outbox-signal.js';
import { TenantVisits } from '../tenancy/tenant-visits.js';
import { logger } from '../telemetry/logger.js';
import { createDataSource } from './data-source.js';
import { DatabaseWatch } from './database-watch.js';
import { DirectListener } from './direct-listener.js';
import { LastWrites } from './last-writes.js';
import { PipelinedReads } from './pipelined-reads.js';
import { TenantShare } from './tenant-share.js';
import { TenantUnitOfWork } from './tenant-unit-of-work.js';

const READ_POOL = Symbol('lectern.read-pool');

@Injectable()
class Connections implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly source: DataSource,
    @Inject(READ_POOL) private readonly reads: Pool,
    private readonly watch: DatabaseWatch,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.source.initialize();
    this.watch.guard(this.reads);
    this.watch.guard((this.source.driver as unknown as { readonly master: Pool }).master);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reads.end();
    if (this.source.isInitialized) await this.source.destroy();
  }
}

const readPool = (config: Config): Pool => {
  const pool = new Pool({
    connectionString: config.database.appUrl,
    application_name: 'lectern:read',
    max: config.database.poolSize,
    connectionTimeoutMillis: 1500,
    idleTimeoutMillis: 30_000,
    pipeline: true,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection was lost'));
  return pool;
};

/** Connections of the application role and the unit of work on top of them. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(entities: readonly EntityTarget<ObjectLiteral>[]): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, useFactory: (config: Config) => createDataSource(config, entities), inject: [Config] },
        { provide: READ_POOL, useFactory: readPool, inject: [Config] },
        { provide: PipelinedReads, useFactory: (pool: Pool) => new PipelinedReads(pool), inject: [READ_POOL] },
        { provide: TenantShare, useFactory: (config: Config) => new TenantShare(config.database.poolSize), inject: [Config] },
        OutboxSignal,
        DatabaseWatch,
        { provide: UnitOfWork, useClass: TenantUnitOfWork },
        { provide: TenantVisits, useExisting: UnitOfWork },
        { provide: LastWrites, useExisting: UnitOfWork },
        DirectListener,
        Connections,
      ],
      exports: [UnitOfWork, TenantVisits, LastWrites, DataSource, OutboxSignal, DatabaseWatch, DirectListener],
    };
  }
}
