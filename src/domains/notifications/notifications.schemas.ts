import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import type { ChannelNews } from '../../sdk/live.js';
import { instant, pageQuery, queryInteger } from '../../sdk/schemas.js';

/** Offsets start at 1: 0 is before all of them. */
export const offsetSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const queryOffset = queryInteger(0, Number.MAX_SAFE_INTEGER);

export const notificationQuery = pageQuery({
  /** Those with a higher offset only. */
  after: queryOffset.optional(),
  unread: z.stringbool().optional(),
});
export type NotificationQuery = z.infer<typeof notificationQuery>;

export const readAllQuery = z.object({
  /** Those up to this offset only: what came since was not seen. */
  until: queryOffset.optional(),
});
export type ReadAllQuery = z.infer<typeof readAllQuery>;

export const notificationSchema = z
  .object({
    id: idSchema,
    /** `graded`, `enrolled`, `message`, or a plugin's: `gamification.badge_earned`. */
    kind: z.string(),
    /** As its kind says. */
    data: z.record(z.string(), z.unknown()),
    created_at: instant,
    /** Rises from notification to notification of a person: whoever has seen all up to one asks for those after it. */
    offset: offsetSchema,
    read_at: instant.nullable(),
  })
  .meta({ id: 'Notification' });
export type NotificationView = z.input<typeof notificationSchema>;

/** Pushed to its person over Socket.IO. */
export const notificationNews: ChannelNews<typeof notificationSchema> = { event: 'notification', data: notificationSchema };

export const readCountSchema = z.object({ read: z.int() }).meta({ id: 'NotificationsRead' });
export type ReadCount = z.input<typeof readCountSchema>;

export interface NotificationRow extends Omit<NotificationView, 'offset'> {
  /** A bigint: text, as the driver gives it. */
  readonly offset: string;
}

export const notificationView = ({ id, kind, data, created_at, offset, read_at }: NotificationRow): NotificationView => ({
  id,
  kind,
  data,
  created_at,
  offset: Number(offset),
  read_at,
});
