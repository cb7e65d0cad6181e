import { defineChannel, idSchema } from 'lectern/sdk';
import { z } from 'zod';
import { activitySchema, sharedActivitySchema } from '../activity/activity.schemas.js';

/** Rooms in which people learn together: what they do there is seen by the others. */
export const colearning = defineChannel({
  room: 'colearning',
  join: 'join_colearning',
  leave: 'leave_colearning',
  messages: [{ event: 'colearning_sync', data: z.strictObject({ activity: sharedActivitySchema }) }],
  news: [{ event: 'peer_activity', data: z.object({ user_id: idSchema, activity: activitySchema, timestamp: z.iso.datetime() }) }],
});

export const [peerActivity] = colearning.news;
