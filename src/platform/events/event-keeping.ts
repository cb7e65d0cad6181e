import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runInContext } from '../context/request-context.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { DeadLetterBox, UNKNOWN_EVENT } from './dead-letter-box.js';
import { Parking, type ParkReason } from './parking.js';
import type { StoredEvent } from './stored-event.js';

/** Keeps events that nobody can take in now: their plugin is off or did not start, or nobody here knows them. */
@Injectable()
export class EventKeeping {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetterBox,
  ) {}

  async hold(consumer: string, tenant: TenantSnapshot, events: readonly StoredEvent[], reason: ParkReason): Promise<void> {
    await this.inTenant(tenant, () => this.parking.park(events, { consumer, reason, attempts: 0, retryInMs: 0 }));
  }

  async bury(tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    await this.inTenant(tenant, async () => {
      for (const event of events) await this.deadLetters.buryEvent(UNKNOWN_EVENT, event, 0, `Nobody here knows ${event.name}`);
    });
  }

  private inTenant(tenant: TenantSnapshot, work: () => Promise<void>): Promise<void> {
    return runInContext({ requestId: newId(), tenantId: tenant.id, tenant, beforeCommit: [] }, () => this.uow.run(work));
  }
}
