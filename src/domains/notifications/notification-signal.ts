import { EventEmitter } from 'node:events';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { announce } from '../../platform/database/announce.js';
import { DirectListener } from '../../platform/database/direct-listener.js';
import { logger } from '../../platform/telemetry/logger.js';

const CHANNEL = 'lectern_notified';
const QUIET_MS = 10;
/** Two ids and a separator each; PostgreSQL refuses payloads of 8,000 bytes. */
const MOST_IN_PAYLOAD = 100;

/** Somebody of an institution, as `<tenant id>:<user id>`. */
export const addressee = (tenantId: string, userId: string): string => `${tenantId}:${userId}`;

/** Tells every process who has something new, so that those who are connected see it at once. Hints alone: rows are the truth. */
@Injectable()
export class NotificationSignal implements OnModuleInit, BeforeApplicationShutdown {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private unsent = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly direct: DirectListener,
    private readonly source: DataSource,
  ) {}

  onModuleInit(): void {
    this.direct.on(CHANNEL, (payload) => payload.split(' ').forEach((one) => this.emitter.emit('told', one)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.send();
  }

  /** Call it after the commit. */
  told(tenantId: string, userIds: readonly string[]): void {
    for (const userId of userIds) {
      const one = addressee(tenantId, userId);
      this.emitter.emit('told', one);
      this.unsent.add(one);
    }
    this.timer ??= setTimeout(() => void this.send(), QUIET_MS);
  }

  /** Calls back with who has something new, perhaps more than once for the same. */
  onTold(act: (addressee: string) => void): void {
    this.emitter.on('told', act);
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    const all = [...this.unsent];
    this.unsent = new Set();
    for (let from = 0; from < all.length; from += MOST_IN_PAYLOAD) await this.announce(all.slice(from, from + MOST_IN_PAYLOAD).join(' '));
  }

  private async announce(payload: string): Promise<void> {
    try {
      await announce(this.direct, this.source, CHANNEL, payload);
    } catch (error) {
      logger.debug({ err: error }, 'other processes were not told of notifications: they ask by themselves');
    }
  }
}
