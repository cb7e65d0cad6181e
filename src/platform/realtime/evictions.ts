import { Injectable } from '@nestjs/common';
import { type DomainError, PluginDisabled } from '../../sdk/errors.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { LiveConnection } from './live-connection.js';
import { LiveRooms } from './live-rooms.js';
import { RawConnection } from './raw-connection.js';

/** Why somebody is sent away. */
type Reason = 'expired' | 'revoked' | 'tenant-closed' | 'plugin-disabled' | 'unread' | 'draining';

/** Ends connections, and counts why. */
@Injectable()
export class Evictions {
  private readonly evicted: Counter<'reason'>;

  constructor(
    private readonly connections: Connections,
    private readonly rooms: LiveRooms,
    private readonly gate: PluginGate,
    metrics: Metrics,
  ) {
    this.evicted = metrics.counter('lectern_live_evicted_total', 'Connections that were ended, by reason', ['reason']);
  }

  end(connection: Connection, error: DomainError, reason: Reason): void {
    this.connections.remove(connection);
    this.evicted.inc({ reason });
    connection.end(error);
  }

  /** Without an error: nothing is wrong with them, and they are to come again. */
  leave(connection: LiveConnection): void {
    this.connections.remove(connection);
    this.evicted.inc({ reason: 'draining' });
    connection.hangUp();
  }

  /** Whoever does not read would not read why. */
  cut(connection: Connection): void {
    this.connections.remove(connection);
    this.evicted.inc({ reason: 'unread' });
    connection.cut();
  }

  /** What a plugin has opened closes where it is switched off: its rooms, and the connections that came by its alias. */
  closeDoors(connection: Connection, tenant: TenantSnapshot): void {
    if (connection instanceof LiveConnection) return this.rooms.closeDoors(connection, tenant);
    if (!(connection instanceof RawConnection) || connection.aliasOf === undefined) return;
    if (!this.gate.isEffective(tenant, connection.aliasOf)) this.end(connection, new PluginDisabled(connection.aliasOf), 'plugin-disabled');
  }
}
