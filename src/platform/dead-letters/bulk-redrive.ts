import { Injectable } from '@nestjs/common';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext, runInContext } from '../context/request-context.js';
import { SystemAccess } from '../tenancy/system-access.js';
import type { DeadLetterFilter, DeadLetterRow, RedriveResult } from './dead-letters.schemas.js';
import { Redrive } from './redrive.js';

/** In one call, so that it ends in time: whoever has more calls again. */
const AT_ONCE = 1000;
const MATCHES = '($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR consumer = $2) AND ($3::text IS NULL OR name = $3)';
// A job that was called off or erased since then cannot be given another try.
const REDRIVABLE = `${MATCHES} AND (kind = 'event' OR EXISTS (SELECT FROM core.job j WHERE j.id = source_id AND j.status = 'failed'))`;
const TAKE = `SELECT * FROM core.dead_letter WHERE ${REDRIVABLE} ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED`;
const REMAINING = `SELECT count(*) AS count FROM core.dead_letter WHERE ${REDRIVABLE}`;
const TENANTS = `SELECT DISTINCT tenant_id FROM core.dead_letter WHERE ${MATCHES} ORDER BY tenant_id`;

/** Gives all dead letters of a kind another try: once what was wrong with them is mended. */
@Injectable()
export class BulkRedrive {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly system: SystemAccess,
    private readonly redriving: Redrive,
  ) {}

  /** An admin's own institution, the oldest first; for operators one institution after the other. Up to 1,000 in all. */
  async run(caller: Principal, filter: DeadLetterFilter): Promise<RedriveResult> {
    const filters = [filter.kind ?? null, filter.consumer ?? null, filter.name ?? null];
    if (caller.role !== 'operator') return this.ofTenant(caller, filters, filter, AT_ONCE);
    const context = requireContext();
    const tenants = await this.system.run((query) => query<{ tenant_id: string }>(TENANTS, filters));
    let [redriven, remaining] = [0, 0];
    for (const { tenant_id: tenantId } of tenants) {
      const part = await runInContext({ ...context, tenantId, tenant: undefined, beforeCommit: [] }, () =>
        this.ofTenant(caller, filters, filter, AT_ONCE - redriven),
      );
      redriven += part.redriven;
      remaining += part.remaining;
    }
    return { redriven, remaining };
  }

  private ofTenant(caller: Principal, filters: readonly unknown[], filter: DeadLetterFilter, most: number): Promise<RedriveResult> {
    return this.uow.run(async (em) => {
      const letters = await em.query<DeadLetterRow[]>(TAKE, [...filters, most]);
      await this.redriving.runAll(letters);
      await em.query('DELETE FROM core.dead_letter WHERE id = ANY($1::uuid[])', [letters.map(({ id }) => id)]);
      const [left] = await em.query<{ count: string }[]>(REMAINING, [...filters]);
      if (letters.length > 0) {
        this.uow.audit({
          category: caller.role === 'operator' ? 'system' : 'staff',
          action: 'operations.dead-letters-redriven',
          detail: { ...filter, count: letters.length },
        });
      }
      return { redriven: letters.length, remaining: Number(left?.count ?? 0) };
    });
  }
}
