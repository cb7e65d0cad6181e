import { Injectable } from '@nestjs/common';
import type { DomainError } from '../../sdk/errors.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';

/** How what clients send is answered, over Socket.IO and plain WebSockets. */
@Injectable()
export class MessageCounts {
  private readonly counted: Counter<'outcome'>;

  constructor(metrics: Metrics) {
    this.counted = metrics.counter('lectern_live_messages_total', 'What clients sent, by how it was answered', ['outcome']);
  }

  answered(): void {
    this.counted.inc({ outcome: 'ok' });
  }

  refused({ status }: DomainError): void {
    this.counted.inc({ outcome: status >= 500 ? 'failed' : status === 429 ? 'limited' : 'refused' });
  }
}
