import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { FairSlots } from '../../platform/background/fair-slots.js';
import { runForTenant } from '../../platform/context/request-context.js';
import { DirectListener } from '../../platform/database/direct-listener.js';
import type { LiveConnection } from '../../platform/realtime/live-connection.js';
import { LiveGateway } from '../../platform/realtime/live-gateway.js';
import { logger } from '../../platform/telemetry/logger.js';
import { InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { addressee, NotificationSignal } from './notification-signal.js';
import { LAST_OFFSETS, NOTIFICATIONS_AFTER } from './notification-sql.js';
import { NotificationStream } from './notification-stream.js';
import { notificationNews, type NotificationRow, notificationView, offsetSchema } from './notifications.schemas.js';

/** What `auth.after` may be: an offset, or nothing, which is "from now on". */
const startSchema = z.object({ after: offsetSchema.nullish() });

const READS_AT_ONCE = 3;
const LOOK_MS = 2000;
/** While every process is heard, a look is needed only for what another could not announce. */
const LOOKS_SKIPPED = 6;

/** Pushes notifications to whoever is connected here: what came after the offset they name, then what comes. */
@Injectable()
export class NotificationPush implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly streams = new Map<string, Set<NotificationStream>>();
  /** Where connections begin that are being let in, by what they sent. */
  private readonly starts = new WeakMap<object, number>();
  private readonly reads = new FairSlots(READS_AT_ONCE);
  private timer: NodeJS.Timeout | undefined;
  private skipped = 0;
  private isLooking = false;
  private mayHaveMissed = false;

  constructor(
    private readonly gateway: LiveGateway,
    private readonly signal: NotificationSignal,
    private readonly direct: DirectListener,
    private readonly uow: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.gateway.onConnecting(async ({ principal }, auth) => {
      this.starts.set(auth, await this.startOf(principal.tenantId, principal.userId, auth));
    });
    this.gateway.onConnected((connection) => this.begin(connection));
    this.direct.onLost(() => (this.mayHaveMissed = true));
    this.signal.onTold((one) => this.wakeAll(this.streams.get(one) ?? []));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Asked before the connection stands, so that whatever is told from then on is after it. */
  private async startOf(tenantId: string, userId: string, auth: unknown): Promise<number> {
    const asked = startSchema.safeParse(auth);
    if (!asked.success) throw new InvalidInput({ after: ['An offset is a whole number from 0'] }, 'after is not an offset');
    const last = (await this.lastOffsets(tenantId, [userId])).get(userId) ?? 0;
    return Math.min(asked.data.after ?? last, last);
  }

  private begin(connection: LiveConnection): void {
    const { tenantId, userId } = connection.identity.principal;
    const key = addressee(tenantId, userId);
    const read = (offset: number, limit: number) =>
      this.reads.run(tenantId, READS_AT_ONCE, () => this.readAfter(tenantId, userId, offset, limit));
    const start = this.starts.get(connection.auth) ?? 0;
    const stream = new NotificationStream(connection, start, read, (to, notification) => to.send(notificationNews, notification));
    const own = this.streams.get(key) ?? new Set();
    this.streams.set(key, own.add(stream));
    connection.onGone(() => {
      if (own.delete(stream) && own.size === 0 && this.streams.get(key) === own) this.streams.delete(key);
    });
    this.wakeAll([stream]);
  }

  private wakeAll(streams: Iterable<NotificationStream>): void {
    for (const stream of streams) void this.wake(stream);
  }

  /** Whether everything there is was sent. */
  private async wake(stream: NotificationStream): Promise<boolean> {
    try {
      await stream.wake();
      return true;
    } catch (error) {
      this.mayHaveMissed = true;
      logger.debug({ err: error }, 'notifications cannot be read now: they are asked for again');
      return false;
    }
  }

  /** Finds what nobody told of: a NOTIFY that got lost, a read that failed. */
  private async look(): Promise<void> {
    if (this.streams.size === 0 || this.isLooking) return;
    if (this.direct.isHearing && !this.mayHaveMissed && this.skipped < LOOKS_SKIPPED) {
      this.skipped += 1;
      return;
    }
    this.skipped = 0;
    // what is told between this look and the moment others are heard again needs another one
    this.mayHaveMissed = !this.direct.isHearing;
    this.isLooking = true;
    const all = [...this.streams.values()].flatMap((own) => [...own]);
    for (const [tenantId, streams] of Map.groupBy(all, ({ connection }) => connection.identity.principal.tenantId)) {
      await this.lookAt(tenantId, streams);
    }
    this.isLooking = false;
  }

  private async lookAt(tenantId: string, streams: readonly NotificationStream[]): Promise<void> {
    const userOf = ({ connection }: NotificationStream): string => connection.identity.principal.userId;
    try {
      const lasts = await this.lastOffsets(tenantId, [...new Set(streams.map(userOf))]);
      for (const stream of streams) {
        const last = lasts.get(userOf(stream)) ?? 0;
        if (stream.isBehind(last)) void this.catchUp(stream, last);
      }
    } catch (error) {
      this.mayHaveMissed = true;
      logger.debug({ err: error }, 'whether there are notifications cannot be asked now');
    }
  }

  /** Takes as long as the client takes. */
  private async catchUp(stream: NotificationStream, last: number): Promise<void> {
    if (await this.wake(stream)) stream.skipTo(last);
  }

  private async lastOffsets(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await runForTenant(tenantId, () => this.uow.query<{ user_id: string; last: string }>(LAST_OFFSETS, [userIds]));
    return new Map(rows.map(({ user_id, last }) => [user_id, Number(last)]));
  }

  private async readAfter(tenantId: string, userId: string, offset: number, limit: number) {
    const rows = await runForTenant(tenantId, () => this.uow.query<NotificationRow>(NOTIFICATIONS_AFTER, [userId, offset, false, limit]));
    return rows.map(notificationView);
  }
}
