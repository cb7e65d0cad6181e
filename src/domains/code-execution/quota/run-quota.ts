import { Injectable } from '@nestjs/common';
import { withoutRiders } from '../../../platform/context/request-context.js';
import { isUnitOpen } from '../../../platform/database/tenant-unit-of-work.js';
import { tenantPolicies } from '../../../platform/tenancy/stored-policies.js';
import { tenantTimeZone } from '../../../platform/tenancy/tenant-day.js';
import { newId } from '../../../sdk/ids.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { CURRENT_USE, ENTER, LOCK } from './quota-sql.js';
import { type CurrentUse, refusalOf } from './room-left.js';
import { RenewedLease, type RunLease } from './run-lease.js';

interface UseRow {
  readonly day: string;
  readonly seconds: number;
  readonly runs: number;
  readonly own_runs: number;
  readonly reserved: number;
  readonly own_reserved: number;
  readonly used: number;
  readonly own_used: number;
}

const useOf = (row: UseRow): CurrentUse => ({
  own: { runs: row.own_runs, reservedMs: row.own_reserved, usedMs: row.own_used },
  all: { runs: row.runs, reservedMs: row.reserved, usedMs: row.used },
  secondsToMidnight: row.seconds,
});

/**
 * How much code people may run, each by themselves and all of an institution together (tenant policy `code_quota`): so many
 * at once, and so much processor time on a day of the institution's calendar.
 */
@Injectable()
export class RunQuota {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Takes a place for a run that may use up to `cpuMs` milliseconds of processor time, in a short transaction of its own: call it outside of
   * any unit of work, then run, then settle. Throws `TooMany` with `QUOTA_EXCEEDED` when it does not fit.
   */
  async reserve(userId: string, cpuMs: number): Promise<RunLease> {
    if (isUnitOpen()) throw new Error('A place is taken before a transaction, not in one: others must see it');
    const { tenantId } = this.uow;
    const id = newId();
    await withoutRiders(() =>
      this.uow.run(async (em) => {
        await em.query(LOCK, [tenantId]);
        const { day } = await this.assertRoom(userId, cpuMs);
        await em.query(ENTER, [id, userId, day, Math.ceil(cpuMs)]);
      }),
    );
    return new RenewedLease(this.uow, tenantId, id);
  }

  /** Throws `TooMany` with `QUOTA_EXCEEDED` when today's processor time is used up. Reserves nothing: for what is run later. */
  async assertOpen(userId: string): Promise<void> {
    const { use, quota } = await this.read(userId);
    const idle = (one: CurrentUse['own']) => ({ ...one, runs: 0, reservedMs: 0 });
    const refusal = refusalOf({ ...use, own: idle(use.own), all: idle(use.all) }, 1, quota);
    if (refusal) throw refusal;
  }

  private async assertRoom(userId: string, cpuMs: number): Promise<{ readonly day: string }> {
    const { use, quota, day } = await this.read(userId);
    const refusal = refusalOf(use, cpuMs, quota);
    if (refusal) throw refusal;
    return { day };
  }

  private async read(userId: string) {
    const { code_quota: quota } = await tenantPolicies(this.uow);
    const [row] = await this.uow.query<UseRow>(CURRENT_USE, [userId, await tenantTimeZone(this.uow)]);
    if (!row) throw new Error('Use of the quota was not counted');
    return { use: useOf(row), quota, day: row.day };
  }
}
