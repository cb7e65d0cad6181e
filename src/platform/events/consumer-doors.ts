import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import type { Consumer, HeldConsumer } from './consumer.js';
import type { DeclaredConsumer } from './plugin-consumers.js';

/** `open`: run it; `drop`: the tenant has the plugin off and wants nothing kept; the others: keep the event, for this reason. */
export type Door = 'open' | 'drop' | 'plugin_off' | 'plugin_failed';

const HELD_FOR_MS = 5000;

/** The gate as events meet it, at the moment they would run. */
@Injectable()
export class ConsumerDoors {
  private heldUntil = 0;
  private held: readonly HeldConsumer[] = [];

  constructor(
    private readonly registry: PluginRegistry,
    private readonly gate: PluginGate,
    private readonly tenants: TenantDirectory,
    private readonly source: DataSource,
  ) {}

  /** The tenant of an event; undefined when it is gone. */
  tenant(id: string): Promise<TenantSnapshot | undefined> {
    return this.tenants.byId(id);
  }

  of(consumer: Consumer, tenant: TenantSnapshot): Door {
    const { pluginId } = consumer;
    if (!pluginId || this.gate.isEffective(tenant, pluginId)) return 'open';
    if (this.registry.isQuarantined(pluginId)) return 'plugin_failed';
    return consumer.whenOff === 'hold' ? 'plugin_off' : 'drop';
  }

  /** Consumers of an event whose plugin did not start anywhere it could register them here. */
  async heldFor(eventName: string): Promise<readonly HeldConsumer[]> {
    if (performance.now() >= this.heldUntil) {
      const rows = await this.source.query<{ plugin_id: string; consumers: DeclaredConsumer[] }[]>(
        `SELECT plugin_id, consumers FROM core.plugin_installation WHERE state = 'quarantined'`,
      );
      this.held = rows.flatMap((row) =>
        row.consumers.map(({ consumer, event }) => ({ id: consumer, pluginId: row.plugin_id, eventName: event })),
      );
      this.heldUntil = performance.now() + HELD_FOR_MS;
    }
    return this.held.filter((consumer) => consumer.eventName === eventName);
  }
}
