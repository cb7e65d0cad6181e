import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../telemetry/metrics.js';
import { Connections } from './connections.js';
import { LiveGateway } from './live-gateway.js';
import { RawConnection } from './raw-connection.js';

/** How much goes on at the sockets of this process. */
@Injectable()
export class LiveMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly connections: Connections,
    private readonly gateway: LiveGateway,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('lectern_live_connections', 'Connections of people who are signed in', () => this.connections.size);
    this.metrics.gauge('lectern_live_plain_connections', 'Of these, plain WebSockets', () => this.plain());
    this.metrics.gauge('lectern_live_transports', 'Connections of Socket.IO, those at the door included', () => this.gateway.transports);
    this.metrics.gauge('lectern_live_unread_bytes', 'Bytes that callers have not read yet', () => this.unread());
  }

  private plain(): number {
    let count = 0;
    for (const connection of this.connections.all()) if (connection instanceof RawConnection) count += 1;
    return count;
  }

  private unread(): number {
    let bytes = 0;
    for (const { backlog } of this.connections.all()) bytes += backlog;
    return bytes;
  }
}
