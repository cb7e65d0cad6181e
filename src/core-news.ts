import { notificationNews } from './domains/notifications/notifications.schemas.js';
import { submissionUpdate } from './domains/submissions/submission-push.js';
import { pluginChangedNews } from './platform/plugins/admin/plugin-news.js';
import { liveError, serverDraining } from './platform/realtime/live-news.js';
import type { ChannelNews } from './sdk/live.js';

/** What the core tells single people, or everybody of an institution, over Socket.IO. */
export const coreNews: readonly ChannelNews[] = [
  //
  notificationNews,
  submissionUpdate,
  pluginChangedNews,
  serverDraining,
  liveError,
];
