import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { z } from 'zod';
import type { EventDefinition } from '../../sdk/events.js';
import { DomainError, Unavailable } from '../../sdk/errors.js';
import { type AuditEntry, type OutgoingEvent, UnitOfWork } from '../../sdk/unit-of-work.js';
import { writeAudit } from '../audit/write-audit.js';
import { requireContext, requireTenantId, runInContext, type SqlQuery, type TransactionRider } from '../context/request-context.js';
import { OutboxSignal } from '../events/outbox-signal.js';
import { type PendingEvent, pendingEvent, writeOutbox } from '../events/write-outbox.js';
import { logger } from '../telemetry/logger.js';
import { SYSTEM_TENANT_ID } from '../tenancy/system-tenant.js';
import type { TenantVisits } from '../tenancy/tenant-visits.js';
import { isRetryable, toDomainError } from './database-errors.js';
import { DatabaseWatch } from './database-watch.js';
import type { LastWriter, LastWrites } from './last-writes.js';
import { PipelinedReads } from './pipelined-reads.js';
import { openTenantRunner } from './tenant-query-runner.js';
import { TenantShare } from './tenant-share.js';

interface OpenUnit {
  readonly tenantId: string;
  readonly em: EntityManager;
  readonly events: PendingEvent[];
  readonly audits: AuditEntry[];
  readonly last: Map<LastWriter<unknown>, unknown[]>;
  readonly afterCommit: (() => void | Promise<void>)[];
}

const setTenant = (query: SqlQuery, tenantId: string): Promise<unknown> =>
  query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);

const ATTEMPTS = 3;
const units = new AsyncLocalStorage<OpenUnit | undefined>();

/** Whether a transaction is open here: then nothing may take another connection. */
export const isUnitOpen = (): boolean => units.getStore() !== undefined;

@Injectable()
export class TenantUnitOfWork extends UnitOfWork implements TenantVisits, LastWrites {
  constructor(
    private readonly source: DataSource,
    private readonly reads: PipelinedReads,
    private readonly share: TenantShare,
    private readonly outbox: OutboxSignal,
    private readonly watch: DatabaseWatch,
  ) {
    super();
  }

  get em(): EntityManager {
    return this.open().em;
  }

  get tenantId(): string {
    return units.getStore()?.tenantId ?? requireTenantId();
  }

  async run<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const tenantId = requireTenantId();
    const open = units.getStore();
    if (open) {
      if (open.tenantId !== tenantId) throw new Error('A unit of work of another tenant is open');
      return work(open.em);
    }
    this.watch.assertUp();
    const { beforeCommit } = requireContext();
    const riders = beforeCommit.splice(0);
    try {
      return await this.share.hold(tenantId, () => this.attempt(tenantId, riders, work));
    } catch (error) {
      beforeCommit.push(...riders);
      throw toDomainError(error);
    }
  }

  async query<R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    const open = units.getStore();
    if (open) return open.em.query<R[]>(sql, [...parameters]);
    const tenantId = requireTenantId();
    this.watch.assertUp();
    try {
      return await this.share.hold(tenantId, () => this.reads.query<R>(tenantId, sql, parameters));
    } catch (error) {
      throw toDomainError(error);
    }
  }

  publish<S extends z.ZodType>(event: EventDefinition<S>, message: OutgoingEvent<z.input<S>>): void {
    this.open().events.push(pendingEvent(event, message));
  }

  audit(entry: AuditEntry): void {
    this.open().audits.push(entry);
  }

  afterCommit(act: () => void | Promise<void>): void {
    this.open().afterCommit.push(act);
  }

  add<T>(writer: LastWriter<T>, item: T): void {
    const { last } = this.open();
    const items = last.get(writer);
    if (items) items.push(item);
    else last.set(writer, [item]);
  }

  async visit<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const host = this.open();
    if (host.tenantId !== SYSTEM_TENANT_ID) throw new Error('Only the tenant system visits others');
    const unit: OpenUnit = { tenantId, em: host.em, events: [], audits: [], last: new Map(), afterCommit: host.afterCommit };
    const query: SqlQuery = (sql, parameters = []) => host.em.query(sql, [...parameters]);
    const context = { ...requireContext(), tenantId, tenant: undefined, beforeCommit: [] };
    await setTenant(query, tenantId);
    try {
      return await runInContext(context, () =>
        units.run(unit, async () => {
          const result = await this.complete(query, unit, work);
          await this.writeLast(query, unit);
          return result;
        }),
      );
    } finally {
      if (unit.events.length > 0) host.afterCommit.push(() => this.outbox.written());
      // when the transaction is aborted it cannot be set back, and need not: nothing commits any more
      await setTenant(query, host.tenantId).catch(() => undefined);
    }
  }

  /** The work, then what it announced. */
  private async complete<T>(query: SqlQuery, unit: OpenUnit, work: () => Promise<T>): Promise<T> {
    const result = await work();
    await writeAudit(query, unit.audits);
    await writeOutbox(query, unit.events);
    return result;
  }

  private async writeLast(query: SqlQuery, { last }: OpenUnit): Promise<void> {
    for (const [writer, items] of last) await writer.write(query, items);
  }

  private open(): OpenUnit {
    const unit = units.getStore();
    if (!unit) throw new Error('No unit of work is open');
    return unit;
  }

  private async attempt<T>(tenantId: string, riders: readonly TransactionRider[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transaction(tenantId, riders, work);
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
      }
    }
  }

  private async transaction<T>(tenantId: string, riders: readonly TransactionRider[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    const runner = openTenantRunner(this.source, tenantId);
    const unit: OpenUnit = { tenantId, em: runner.manager, events: [], audits: [], last: new Map(), afterCommit: [] };
    const query: SqlQuery = (sql, parameters = []) => runner.query(sql, [...parameters]);
    try {
      await runner.startTransaction();
      const answer = await units.run(unit, async () => {
        for (const rider of riders) await rider.opened(query);
        const result = await this.complete(query, unit, () => work(runner.manager));
        for (const rider of riders) await rider.closing(query, result);
        await this.writeLast(query, unit);
        return result;
      });
      await runner.commitTransaction();
      await runner.release();
      await this.committed(unit);
      return answer;
    } catch (error) {
      // TypeORM releases a runner as soon as its connection breaks; what the next statement then says of it is not the reason.
      if (runner.isReleased && !(error instanceof DomainError)) throw new Unavailable('database', 2, error);
      await this.abandon(runner);
      throw error;
    }
  }

  /** Hooks run without the unit of work: it is over, and they may open one of their own. */
  private async committed(unit: OpenUnit): Promise<void> {
    if (unit.events.length > 0) this.outbox.written();
    for (const act of unit.afterCommit) {
      try {
        await units.run(undefined, async () => act());
      } catch (error) {
        logger.error({ err: error }, 'an after-commit hook failed');
      }
    }
  }

  /** A connection whose ROLLBACK failed is in an unknown state: it is destroyed, not handed to the next tenant. */
  private async abandon(runner: QueryRunner): Promise<void> {
    if (runner.isReleased) return;
    try {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    } catch (error) {
      logger.warn({ err: error }, 'rollback failed: the connection is destroyed');
      const client = runner as unknown as { releasePostgresConnection?: (error: Error) => Promise<void> };
      await client.releasePostgresConnection?.(error instanceof Error ? error : new Error('rollback failed'));
    }
  }
}
