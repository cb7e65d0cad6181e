import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { backOffMs } from './back-off.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import { ConsumerDoors } from './consumer-doors.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConsumerRunner, HANDLER_MS } from './consumer-runner.js';
import type { Consumer } from './consumer.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { failureText } from './failure-text.js';
import { Parking } from './parking.js';
import type { StoredEvent } from './stored-event.js';

export interface ParkedKey {
  readonly tenant_id: string;
  readonly consumer: string;
  readonly key: string;
}

/** Failures after which an event is a dead letter and its key goes on without it: about ten minutes. */
const MAX_ATTEMPTS = 10;
const DRAIN_AT_ONCE = 200;

/** Where events go that did not get through. */
@Injectable()
export class ParkedStores {
  constructor(
    readonly parking: Parking,
    readonly deadLetters: DeadLetterBox,
  ) {}
}

/** Works off the queue of one consumer and key, head first. */
@Injectable()
export class KeyDrainer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly consumers: ConsumerRegistry,
    private readonly doors: ConsumerDoors,
    private readonly runner: ConsumerRunner,
    private readonly breakers: ConsumerBreakers,
    private readonly stores: ParkedStores,
  ) {}

  async drain(queue: ParkedKey, stopping: () => boolean): Promise<void> {
    const found = await this.find(queue);
    if (!found) return;
    const { consumer, tenant } = found;
    if (this.doors.of(consumer, tenant) !== 'open') return this.reconsider(queue);
    for (let done = 0; done < DRAIN_AT_ONCE && !stopping(); done += 1) {
      if (this.breakers.pauseOf(consumer.id) > 0) return;
      if (!(await this.tryHead(consumer, tenant, queue.key))) return;
    }
  }

  /** Looks at the gate again: what was held goes on, is dropped, or stays for another reason. */
  async reconsider({ tenant_id, consumer: id }: Omit<ParkedKey, 'key'>): Promise<void> {
    const found = await this.find({ tenant_id, consumer: id });
    if (!found) return;
    const { consumer, tenant } = found;
    const door = this.doors.of(consumer, tenant);
    const { parking } = this.stores;
    await this.runner.inTenant(consumer, tenant, undefined, () =>
      this.uow.run(async () => {
        if (door === 'open') await parking.release(id);
        else if (door === 'drop') await parking.dropAll(id);
        else await parking.hold(id, door);
      }),
    );
  }

  private async find({ tenant_id, consumer: id }: Omit<ParkedKey, 'key'>) {
    const consumer = this.consumers.find(id);
    const tenant = consumer && (await this.doors.tenant(tenant_id));
    return consumer && tenant ? { consumer, tenant } : undefined;
  }

  /** Whether there was a head and it is out of the way now. */
  private async tryHead(consumer: Consumer, tenant: TenantSnapshot, key: string): Promise<boolean> {
    const { parking } = this.stores;
    let head: StoredEvent | undefined;
    try {
      await this.runner.inTenant(consumer, tenant, undefined, () =>
        this.uow.run(async () => {
          await this.uow.em.query(`SELECT set_config('statement_timeout', $1, true)`, [String(HANDLER_MS)]);
          const event = await parking.lockHead(consumer.id, key);
          head = event;
          if (event) await this.runner.deliverOne(consumer, tenant, event, () => parking.remove(consumer.id, event.id));
        }),
      );
    } catch (error) {
      await this.runner.rethrowIfAway(error, tenant);
      return head ? this.failed(consumer, tenant, head, error) : false;
    }
    if (head) this.breakers.succeeded(consumer.id);
    return head !== undefined;
  }

  /** Counts the failure; after the last one the event is a dead letter, and the key goes on. */
  private async failed(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, error: unknown): Promise<boolean> {
    const { parking, deadLetters } = this.stores;
    const hopeless = this.runner.isHopeless(error);
    if (!hopeless) this.breakers.failed(consumer.id, tenant.id, event.key);
    return this.runner.inTenant(consumer, tenant, event, () =>
      this.uow.run(async () => {
        const attempts = await parking.failedAgain(consumer.id, event.id, failureText(error));
        if (attempts === 0) return false;
        if (hopeless || attempts >= MAX_ATTEMPTS) {
          await deadLetters.buryEvent(consumer.id, event, attempts, failureText(error));
          await parking.remove(consumer.id, event.id);
          return true;
        }
        await parking.postpone(consumer.id, event.id, Math.max(backOffMs(attempts), this.breakers.pauseOf(consumer.id)));
        return false;
      }),
    );
  }
}
