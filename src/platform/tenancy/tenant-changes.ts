import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { idSchema } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { DirectListener } from '../database/direct-listener.js';
import { RedisChannel } from '../redis/redis-channel.js';
import { RedisLink } from '../redis/redis-link.js';
import { logger } from '../telemetry/logger.js';
import { TenantDirectory } from './tenant-directory.js';

const CHANNEL = 'lectern_tenant_changed';
const REDIS_CHANNEL = 'lectern:tenant-changed';
const POLL_MS = 2000;
/** Wider than any transaction may last, so that one that commits late is still found. */
const LOOK_BACK_SECONDS = 60;
const LOOK_BACK_MS = LOOK_BACK_SECONDS * 1000;

type Listener = (tenantId: string) => void;

/** Carries changes of a tenant's row, plan, switches and settings to every process: at once here, within 5 s elsewhere. */
@Injectable()
export class TenantChanges implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lastSuccess = performance.now();
  private closed = false;
  private readonly redis: RedisChannel;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly source: DataSource,
    private readonly directory: TenantDirectory,
    private readonly direct: DirectListener,
    link: RedisLink,
  ) {
    this.redis = new RedisChannel(link, REDIS_CHANNEL);
  }

  /** Marks the current tenant as changed in the open unit of work. Answers the new revision. */
  async mark(): Promise<number> {
    const { tenantId } = this.uow;
    const [row] = await this.uow.em.query<{ revision: string }[]>('SELECT core.mark_tenant_changed() AS revision');
    this.uow.afterCommit(() => this.announce(tenantId));
    return Number(row?.revision ?? 0);
  }

  /** Tells this process and the others, after the change was committed. */
  announce(tenantId: string): void {
    this.forget(tenantId);
    void this.direct.notify(CHANNEL, tenantId);
    this.redis.tell(tenantId);
  }

  /** Calls back when a tenant changed, whichever process changed it. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  onApplicationBootstrap(): void {
    this.direct.on(CHANNEL, (tenantId) => this.forget(tenantId));
    this.redis.hear((tenantId) => idSchema.safeParse(tenantId).success && this.forget(tenantId));
    void this.poll();
  }

  onApplicationShutdown(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private forget(tenantId: string): void {
    this.directory.forget(tenantId);
    for (const listener of this.listeners) listener(tenantId);
  }

  private async poll(): Promise<void> {
    const asOf = performance.now();
    try {
      const changed = await this.source.query<{ id: string; revision: string }[]>(
        `SELECT id, revision FROM core.tenants WHERE changed_at > now() - make_interval(secs => $1)`,
        [LOOK_BACK_SECONDS],
      );
      if (asOf - this.lastSuccess > LOOK_BACK_MS / 2) this.directory.forgetAll();
      this.directory.confirm(
        changed.map((row) => ({ id: row.id, revision: Number(row.revision) })),
        asOf,
      );
      this.lastSuccess = asOf;
    } catch (error) {
      logger.debug({ err: error }, 'the change poll failed: snapshots are not trusted until it succeeds');
    }
    if (this.closed) return;
    this.timer = setTimeout(() => void this.poll(), POLL_MS);
    this.timer.unref();
  }
}
