import { notificationNews } from './domains/notifications/notifications.schemas.js';
import type { ChannelNews } from './sdk/live.js';

/** What the core tells single people, or everybody of an institution, over Socket.IO. */
export const coreNews: readonly ChannelNews[] = [
  //
  notificationNews,
];
