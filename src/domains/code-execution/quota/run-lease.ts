import { runForTenant, withoutRiders } from '../../../platform/context/request-context.js';
import { isUnitOpen } from '../../../platform/database/tenant-unit-of-work.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { loggableError } from '../../../platform/telemetry/loggable-error.js';
import type { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { LEASE_SECONDS, RENEW, SETTLE } from './quota-sql.js';

/** A place taken for one run, renewed until it is settled. */
export interface RunLease {
  /**
   * Gives the place back and charges the milliseconds of processor time that were used; 0 for a run that did not happen. In the open
   * unit of work, else in one of its own. A second call does nothing.
   */
  settle(usedCpuMs: number): Promise<void>;
}

/** Renews its row until it is settled. When this process dies nobody does, and the place is free again. */
export class RenewedLease implements RunLease {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly tenantId: string,
    private readonly id: string,
  ) {
    this.timer = setInterval(() => void this.renew(), (LEASE_SECONDS * 1000) / 3);
    this.timer.unref();
  }

  async settle(usedCpuMs: number): Promise<void> {
    clearInterval(this.timer);
    const write = () => this.uow.run((em) => em.query(SETTLE, [this.id, Math.ceil(usedCpuMs)]));
    await (isUnitOpen() ? write() : withoutRiders(write));
  }

  private async renew(): Promise<void> {
    try {
      await runForTenant(this.tenantId, () => this.uow.run((em) => em.query(RENEW, [this.id])));
    } catch (error) {
      logger.warn({ failure: loggableError(error) }, 'the place of a running program could not be renewed, and is tried again');
    }
  }
}
