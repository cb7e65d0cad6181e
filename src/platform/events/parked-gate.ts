import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runInContext } from '../context/request-context.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { ConsumerDoors, type Door } from './consumer-doors.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { KeyDrainer } from './key-drainer.js';
import { type ParkedKey, ParkedQueues } from './parked-queues.js';
import { Parking } from './parking.js';

/** The gate before parked events, which an institution may have closed or opened since they were parked. */
@Injectable()
export class ParkedGate {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly consumers: ConsumerRegistry,
    private readonly doors: ConsumerDoors,
    private readonly queues: ParkedQueues,
    private readonly drainer: KeyDrainer,
    private readonly parking: Parking,
  ) {}

  /** Works off a key while it may be. Whether there may be more of it that is due. */
  async drain(queue: ParkedKey, stopping: () => boolean): Promise<boolean> {
    const { consumer: id } = queue;
    const consumer = this.consumers.find(id);
    const tenant = consumer && !stopping() && (await this.doors.tenant(queue.tenant_id));
    if (!consumer || !tenant) return false;
    const door = this.doors.of(consumer, tenant);
    if (door === 'open') return this.drainer.drain(consumer, tenant, queue, stopping);
    await this.settle(id, tenant, door);
    return false;
  }

  /** Looks at everything that is held: it goes on, is dropped, or stays for another reason. */
  async reconsider(): Promise<void> {
    for (const { tenant_id, consumer: id, reason } of await this.queues.held()) {
      const consumer = this.consumers.find(id);
      const tenant = consumer && (await this.doors.tenant(tenant_id));
      if (!consumer || !tenant) continue;
      const door = this.doors.of(consumer, tenant);
      if (door !== reason) await this.settle(id, tenant, door);
    }
  }

  private settle(consumer: string, tenant: TenantSnapshot, door: Door): Promise<void> {
    return runInContext({ requestId: newId(), tenantId: tenant.id, tenant, beforeCommit: [] }, () =>
      this.uow.run(async () => {
        if (door === 'open') await this.parking.release(consumer);
        else if (door === 'drop') await this.parking.dropAll(consumer);
        else await this.parking.hold(consumer, door);
      }),
    );
  }
}
