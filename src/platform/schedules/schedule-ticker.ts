import { randomInt } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { Config } from '../config/config.js';
import { runInContext } from '../context/request-context.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { logger } from '../telemetry/logger.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { nextDue } from './next-due.js';
import { type Entry, ScheduleBook } from './schedule-book.js';
import { type RegisteredSchedule, ScheduleRegistry } from './schedule-registry.js';
import { ScheduledWork } from './scheduled-work.js';

const MINUTE_MS = 60_000;
/** Not while a process starts, and not in all of them at once. */
const FIRST_MS = 30_000;

/**
 * Once a minute: enqueues what has come due. Every process that works looks; the book sees to it that each moment of an
 * institution is taken once. What came due while nobody looked comes once, not once for each time.
 */
@Injectable()
export class ScheduleTicker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly registry: ScheduleRegistry,
    private readonly book: ScheduleBook,
    private readonly tenants: TenantDirectory,
    private readonly gate: PluginGate,
    private readonly work: ScheduledWork,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'api') this.again(FIRST_MS + randomInt(MINUTE_MS));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.ticking;
  }

  /** Enqueues what is due at `now`; returns how many jobs that were. */
  async tick(now = new Date()): Promise<number> {
    const schedules = this.registry.all();
    if (schedules.length === 0) return 0;
    let enqueued = 0;
    const seen = new Set<string>();
    while (!this.stopped) {
      // One that another process is just at, or whose institution is going away, comes up again: at the next tick.
      const entries = (await this.book.toLookAt(schedules, now)).filter(({ tenant_id, name }) => !seen.has(`${tenant_id} ${name}`));
      if (entries.length === 0) break;
      for (const entry of entries) {
        seen.add(`${entry.tenant_id} ${entry.name}`);
        if (await this.lookAt(entry, schedules, now)) enqueued += 1;
      }
    }
    return enqueued;
  }

  private async lookAt(entry: Entry, schedules: readonly RegisteredSchedule[], now: Date): Promise<boolean> {
    const schedule = schedules.find(({ definition }) => definition.name === entry.name);
    const tenant = await this.tenants.byId(entry.tenant_id);
    const next = schedule && tenant && nextDue(schedule.definition, tenant.id, entry.timezone, now);
    if (!schedule || !tenant || !next) return false;
    return inTenant(tenant, schedule, async () => {
      if (!entry.is_due) {
        await this.book.enter(entry, next);
        return false;
      }
      const isOn = !schedule.pluginId || this.gate.isEffective(tenant, schedule.pluginId);
      return this.work.take(entry, schedule, next, isOn);
    });
  }

  private again(inMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.ticking = this.tick()
        .catch((error: unknown) => logger.warn({ err: error }, 'schedules were not looked at, which is made good in a minute'))
        .finally(() => this.again(MINUTE_MS));
    }, inMs);
    this.timer.unref();
  }
}

const inTenant = <T>(tenant: TenantSnapshot, { pluginId }: RegisteredSchedule, work: () => Promise<T>): Promise<T> =>
  runInContext({ requestId: newId(), tenantId: tenant.id, tenant, ...(pluginId ? { plugin: pluginId } : {}), beforeCommit: [] }, work);
