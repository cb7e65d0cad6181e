import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging, Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import {
  COUNT_NOTIFICATIONS,
  LOCK_NOTIFICATION,
  NOTIFICATIONS_AFTER,
  READ_ALL_NOTIFICATIONS,
  READ_NOTIFICATION,
} from './notification-sql.js';
import {
  type NotificationQuery,
  type NotificationRow,
  notificationView,
  type NotificationView,
  type ReadAllQuery,
  type ReadCount,
  readCountSchema,
} from './notifications.schemas.js';

/** What a person was told. Nobody else reads it. */
@Injectable()
export class PersonNotifications {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  /** In the order of their offsets. */
  async list({ userId }: Principal, query: NotificationQuery): Promise<Page<NotificationView>> {
    const window = this.paging.open(query);
    const after = query.after ?? 0;
    const unread = query.unread ?? false;
    const rows = await this.uow.query<NotificationRow>(NOTIFICATIONS_AFTER, [userId, window.after?.[0] ?? after, unread, window.take]);
    const total = window.countExactly ? await this.count(userId, after, unread) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.offset], total).map(notificationView);
  }

  /** Reading again changes nothing. Throws `NotFound('notification')` for those of others. */
  async read({ userId }: Principal, id: string): Promise<NotificationView> {
    return this.uow.run(async (em) => {
      const [current] = await em.query<NotificationRow[]>(LOCK_NOTIFICATION, [id, userId]);
      if (!current) throw new NotFound('notification');
      this.preconditions.check(notificationView(current));
      if (current.read_at) return notificationView(current);
      const [[row]] = await em.query<[NotificationRow[], number]>(READ_NOTIFICATION, [id, userId]);
      if (!row) throw new Error('The notification was locked and is gone');
      return notificationView(row);
    });
  }

  /** Returns how many were unread. There is nothing here that `If-Match` could name a version of. */
  async readAll({ userId }: Principal, { until }: ReadAllQuery): Promise<ReadCount> {
    return this.uow.run(async (em) => {
      this.preconditions.check(undefined, readCountSchema);
      const [counted] = await em.query<ReadCount[]>(READ_ALL_NOTIFICATIONS, [userId, until ?? null]);
      return { read: counted?.read ?? 0 };
    });
  }

  private async count(userId: string, after: number, unread: boolean): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(COUNT_NOTIFICATIONS, [userId, after, unread]);
    return row?.total ?? 0;
  }
}
