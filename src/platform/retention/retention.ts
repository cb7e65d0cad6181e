import { randomInt } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.js';
import { loggableError } from '../telemetry/loggable-error.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { logger } from '../telemetry/logger.js';
import { RETENTION_RULES, type RetentionRule } from './retention-rules.js';

const BATCH = 2000;
const HOUR_MS = 3_600_000;
const FIRST_WITHIN_MS = 600_000;

/** Deletes what is past its retention, every hour, in small transactions. Processes that do it at once do no harm. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly system: SystemAccess,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'api') this.schedule(randomInt(FIRST_WITHIN_MS));
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** One round over everything; returns how many rows went. */
  async purge(): Promise<number> {
    let gone = 0;
    for (const rule of RETENTION_RULES) gone += await this.apply(rule);
    return gone;
  }

  private async apply({ what, days, sql }: RetentionRule): Promise<number> {
    let gone = 0;
    for (let batch = BATCH; batch === BATCH && !this.stopped; gone += batch) {
      const [counted] = await this.system.run((query) => query<{ rows: number }>(sql, [days, BATCH]));
      batch = counted?.rows ?? 0;
    }
    if (gone > 0) logger.info({ rows: gone, days }, `${what} past their retention were deleted`);
    return gone;
  }

  private schedule(inMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.purge()
        .catch((error: unknown) => logger.warn({ failure: loggableError(error) }, 'deleting what is old failed, and is tried again'))
        .finally(() => this.schedule(HOUR_MS));
    }, inMs);
    this.timer.unref();
  }
}
