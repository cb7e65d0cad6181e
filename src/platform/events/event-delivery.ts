import { Injectable } from '@nestjs/common';
import { findEvent } from '../../sdk/events.js';
import { Config } from '../config/config.js';
import { logger } from '../telemetry/logger.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { ConsumerDoors } from './consumer-doors.js';
import { ConsumerPace } from './consumer-pace.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConsumerRunner } from './consumer-runner.js';
import type { Consumer } from './consumer.js';
import { EventKeeping } from './event-keeping.js';
import { FairSlots } from '../background/fair-slots.js';
import { within } from '../background/within.js';
import type { StoredEvent } from './stored-event.js';
import { Turn } from './turn.js';

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

  /** Waits until everything that was delivered to it before is handled, parked or refused. Throws when that cannot be known now. */
  async settled(): Promise<void> {
    // Here `deliver` has waited for it.
  }

  /** Events of one shard, in order. When it returns, they are delivered or safely kept elsewhere. */
  abstract deliver(events: readonly StoredEvent[]): Promise<void>;
}

/** What first deliveries may take of the application's pool: a quarter, four connections at most. */
const slotsOf = (poolSize: number): number => Math.min(4, Math.max(1, Math.round(poolSize / 4)));
/** A handler that is told to stop has this long to be rolled back before the others go on without waiting for that. */
const ROLLBACK_MS = 50;

type Part = readonly [TenantSnapshot, readonly StoredEvent[]];

/**
 * Fans events out: every consumer of an event gets it on its own, tenant by tenant, in order of key. Each has one slot and
 * a short turn; what it has not done by then is parked and goes on elsewhere, so that nobody waits for it.
 */
@Injectable()
export class EventDelivery extends EventRelayTarget {
  private readonly slots: FairSlots;

  constructor(
    config: Config,
    private readonly consumers: ConsumerRegistry,
    private readonly doors: ConsumerDoors,
    private readonly runner: ConsumerRunner,
    private readonly pace: ConsumerPace,
    private readonly keeping: EventKeeping,
  ) {
    super();
    this.slots = new FairSlots(slotsOf(config.database.poolSize));
  }

  async deliver(events: readonly StoredEvent[]): Promise<void> {
    const parts = new Map<Consumer, Part[]>();
    for (const [tenantId, own] of Map.groupBy(inOrder(events), (event) => event.tenant_id)) {
      const tenant = await this.doors.tenant(tenantId);
      if (!tenant) continue;
      await this.keepForOthers(tenant, own);
      for (const [consumer, theirs] of this.fanOut(own)) {
        const others = parts.get(consumer);
        if (others) others.push([tenant, theirs]);
        else parts.set(consumer, [[tenant, theirs]]);
      }
    }
    const turns = [...parts].map(([consumer, theirs]) => this.slots.run(consumer.id, 1, () => this.takeTurn(consumer, theirs)));
    for (const turn of await Promise.allSettled(turns)) if (turn.status === 'rejected') throw turn.reason;
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

  private async takeTurn(consumer: Consumer, parts: readonly Part[]): Promise<void> {
    const turn = new Turn(
      this.pace.turnMs(consumer.id),
      parts.reduce((sum, [, events]) => sum + events.length, 0),
    );
    const isAside = this.pace.isAside(consumer.id);
    for (const [tenant, events] of parts) {
      const door = this.doors.of(consumer, tenant);
      if (door === 'drop') continue;
      if (door !== 'open') await this.keeping.hold(consumer.id, tenant, events, door);
      else if (isAside) await this.runner.park(consumer, tenant, events, 0);
      else await this.withinTurn(consumer, tenant, events, turn);
    }
    if (!isAside) this.pace.spent(consumer.id, turn);
  }

  /** Waits for the end of the delivery or of the turn. What goes on after that finds its events parked, and each takes effect once. */
  private async withinTurn(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[], turn: Turn): Promise<void> {
    const delivered = this.runner.deliver(consumer, tenant, events, turn);
    do if (await within(turn.leftMs + ROLLBACK_MS, delivered)) return;
    while (!turn.isOver);
    delivered.catch((error: unknown) => logger.debug({ err: error, consumer: consumer.id }, 'a delivery that was given up has failed'));
    await this.runner.park(consumer, tenant, events, 0);
  }

  /** Events for plugins that are not here, and events of a kind unknown here, must survive until somebody knows them. */
  private async keepForOthers(tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    for (const [name, named] of Map.groupBy(events, (event) => event.name)) {
      const held = (await this.doors.heldFor(name)).filter(({ id }) => !this.consumers.find(id));
      for (const { id } of held) await this.keeping.hold(id, tenant, named, 'plugin_failed');
      if (held.length === 0 && !findEvent(name)) await this.keeping.bury(tenant, named);
    }
  }
}

/** Each event once, by position: what a broker brings may come twice, and what comes together is put in order. */
const inOrder = (events: readonly StoredEvent[]): StoredEvent[] => {
  const once = [...new Map(events.map((event) => [event.id, event])).values()];
  return once.sort((one, other) => {
    const difference = BigInt(one.position) - BigInt(other.position);
    return difference < 0n ? -1 : Number(difference > 0n);
  });
};
