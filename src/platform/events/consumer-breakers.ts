import { Injectable } from '@nestjs/common';
import { logger } from '../telemetry/logger.js';
import { backOffMs } from './back-off.js';

const FAILURES_IN_A_ROW = 10;
const KEYS_IN_A_ROW = 5;

interface Streak {
  failures: number;
  /** One poisoned key is no reason to stop all others. */
  readonly keys: Set<string>;
  trips: number;
  closedUntil: number;
}

/**
 * A consumer that fails event after event, whatever the key, is parked whole for a while: its events queue up without
 * being tried, and so without using up their attempts. After the pause one is tried; its success ends the streak.
 */
@Injectable()
export class ConsumerBreakers {
  private readonly streaks = new Map<string, Streak>();

  /** Milliseconds until the consumer may be tried again; 0 when it runs. */
  pauseOf(consumer: string): number {
    const streak = this.streaks.get(consumer);
    return streak ? Math.max(0, streak.closedUntil - performance.now()) : 0;
  }

  succeeded(consumer: string): void {
    this.streaks.delete(consumer);
  }

  failed(consumer: string, tenantId: string, key: string): void {
    const streak = this.streaks.get(consumer) ?? { failures: 0, keys: new Set<string>(), trips: 0, closedUntil: 0 };
    streak.failures += 1;
    if (streak.keys.size < KEYS_IN_A_ROW) streak.keys.add(`${tenantId} ${key}`);
    const whole = streak.failures >= FAILURES_IN_A_ROW && streak.keys.size >= KEYS_IN_A_ROW;
    // Once tripped, the first failure after the pause is enough: it was the probe.
    if (whole && this.pauseOf(consumer) === 0) {
      streak.trips += 1;
      const pauseMs = Math.min(60_000, backOffMs(streak.trips + 3));
      streak.closedUntil = performance.now() + pauseMs;
      logger.error({ consumer, pause_ms: pauseMs }, 'an event consumer keeps failing: its events are parked whole for a while');
    }
    this.streaks.set(consumer, streak);
  }

  /** Consumers that are parked whole in this process. */
  get paused(): string[] {
    return [...this.streaks.keys()].filter((consumer) => this.pauseOf(consumer) > 0);
  }
}
