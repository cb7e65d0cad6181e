import { Injectable } from '@nestjs/common';
import PQueue from 'p-queue';
import { findEvent } from '../../sdk/events.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runInContext } from '../context/request-context.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { ConsumerDoors } from './consumer-doors.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConsumerRunner } from './consumer-runner.js';
import type { Consumer } from './consumer.js';
import { DeadLetterBox, UNKNOWN_EVENT } from './dead-letter-box.js';
import { Parking, type ParkReason } from './parking.js';
import type { StoredEvent } from './stored-event.js';

/** Where the relay sends a batch: to the consumers of this process, or to a broker. Throws to have it sent again. */
export abstract class EventRelayTarget {
  /** Whether it takes events now. While it does not, the relay leaves them where they are and opens no transaction. */
  get isOpen(): boolean {
    return true;
  }

  /** Calls back whenever it takes events again after it did not. */
  onOpen(_act: () => void): void {
    // This one is always open.
  }

  /** Events of one shard, in order. When it returns, they are delivered or safely kept elsewhere. */
  abstract deliver(events: readonly StoredEvent[]): Promise<void>;
}

/** Connections that handling events takes from the application's pool, at most. */
const CONCURRENT_CONSUMERS = 3;

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => Map.groupBy(items, keyOf);

/** Fans events out: every consumer of an event gets it on its own, tenant by tenant, in order of key. */
@Injectable()
export class EventDelivery extends EventRelayTarget {
  /** Shared with the retrying of parked events, so that background work never takes the whole pool. */
  readonly queue = new PQueue({ concurrency: CONCURRENT_CONSUMERS });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly consumers: ConsumerRegistry,
    private readonly doors: ConsumerDoors,
    private readonly runner: ConsumerRunner,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetterBox,
  ) {
    super();
  }

  async deliver(events: readonly StoredEvent[]): Promise<void> {
    const tasks: Promise<void>[] = [];
    for (const [tenantId, own] of grouped(events, (event) => event.tenant_id)) {
      const tenant = await this.doors.tenant(tenantId);
      if (!tenant) continue;
      await this.keepForOthers(tenant, own);
      for (const [consumer, theirs] of this.fanOut(own)) tasks.push(this.queue.add(() => this.deliverTo(consumer, tenant, theirs)));
    }
    const settled = await Promise.allSettled(tasks);
    for (const task of settled) if (task.status === 'rejected') throw task.reason;
  }

  private fanOut(events: readonly StoredEvent[]): Map<Consumer, StoredEvent[]> {
    const byConsumer = new Map<Consumer, StoredEvent[]>();
    for (const event of events) {
      for (const consumer of this.consumers.of(event.name)) {
        const theirs = byConsumer.get(consumer);
        if (theirs) theirs.push(event);
        else byConsumer.set(consumer, [event]);
      }
    }
    return byConsumer;
  }

  private async deliverTo(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    const door = this.doors.of(consumer, tenant);
    if (door === 'drop') return;
    if (door === 'open') await this.runner.deliver(consumer, tenant, events);
    else await this.hold(consumer.id, tenant, events, door);
  }

  /** Events for plugins that are not here, and events of a kind unknown here, must survive until somebody knows them. */
  private async keepForOthers(tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    for (const [name, named] of grouped(events, (event) => event.name)) {
      const held = (await this.doors.heldFor(name)).filter(({ id }) => !this.consumers.find(id));
      for (const { id } of held) await this.hold(id, tenant, named, 'plugin_failed');
      if (held.length === 0 && !findEvent(name)) await this.bury(tenant, named);
    }
  }

  private async hold(consumer: string, tenant: TenantSnapshot, events: readonly StoredEvent[], reason: ParkReason): Promise<void> {
    await this.inTenant(tenant, () => this.parking.park(events, { consumer, reason, attempts: 0, retryInMs: 0 }));
  }

  private async bury(tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    await this.inTenant(tenant, async () => {
      for (const event of events) await this.deadLetters.buryEvent(UNKNOWN_EVENT, event, 0, `Nobody here knows ${event.name}`);
    });
  }

  private inTenant(tenant: TenantSnapshot, work: () => Promise<void>): Promise<void> {
    return runInContext({ requestId: newId(), tenantId: tenant.id, tenant, beforeCommit: [] }, () => this.uow.run(work));
  }
}
