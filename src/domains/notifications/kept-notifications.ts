import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { SqlQuery } from '../../platform/context/request-context.js';
import { type LastWriter, LastWrites } from '../../platform/database/last-writes.js';
import { newId } from '../../sdk/ids.js';
import { type NotificationDefinition, Notifications } from '../../sdk/notifications.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { KEEP_NOTIFICATIONS } from './notification-sql.js';
import { NotificationSignal } from './notification-signal.js';

const MOST_BYTES = 4000;

interface PendingNotification {
  readonly userId: string;
  readonly kind: string;
  readonly data: string;
  readonly once: string | null;
}

/** Keeps notifications as the last rows of the transaction that sends them, and wakes those who push them. */
@Injectable()
export class KeptNotifications extends Notifications implements LastWriter<PendingNotification> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lastly: LastWrites,
    private readonly signal: NotificationSignal,
  ) {
    super();
  }

  send<S extends z.ZodObject>(
    userId: string,
    notification: NotificationDefinition<S>,
    data: z.input<S>,
    options: { readonly once?: string } = {},
  ): void {
    const json = JSON.stringify(notification.data.parse(data));
    if (Buffer.byteLength(json) > MOST_BYTES) throw new Error(`A notification ${notification.kind} is larger than ${MOST_BYTES} bytes`);
    const once = options.once === undefined ? null : `${notification.kind}:${options.once}`;
    this.lastly.add<PendingNotification>(this, { userId, kind: notification.kind, data: json, once });
  }

  async write(query: SqlQuery, items: readonly PendingNotification[]): Promise<void> {
    const kept = await query<{ user_id: string }>(KEEP_NOTIFICATIONS, [
      items.map(() => newId()),
      items.map(({ userId }) => userId),
      items.map(({ kind }) => kind),
      items.map(({ data }) => data),
      items.map(({ once }) => once),
    ]);
    if (kept.length === 0) return;
    const { tenantId } = this.uow;
    const people = [...new Set(kept.map(({ user_id }) => user_id))];
    this.uow.afterCommit(() => this.signal.told(tenantId, people));
  }
}
