import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.js';
import { DirectListener } from '../database/direct-listener.js';
import { OUTBOX_CHANNEL } from './outbox-relay.js';
import { OutboxSignal } from './outbox-signal.js';

const QUIET_MS = 10;

/**
 * Wakes the relays of other processes after a commit here, at most once in 10 ms and never inside a transaction, where a
 * NOTIFY costs a quarter to half of all writes. Not needed where a relay runs beside: that one is told directly.
 */
@Injectable()
export class OutboxAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly signal: OutboxSignal,
    private readonly direct: DirectListener,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'api') return;
    this.signal.onWritten(() => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.direct.notify(OUTBOX_CHANNEL);
      }, QUIET_MS);
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }
}
