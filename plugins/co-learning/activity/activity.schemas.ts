import { idSchema, instant, pageQuery } from 'lectern/sdk';
import { z } from 'zod';

/** What happens to a room is told in the same words as what people do in it; nobody else may use them. */
const ROOM_ACTIVITIES = ['joined', 'left', 'put_out', 'connected', 'disconnected', 'closed'] as const;
export type RoomActivity = (typeof ROOM_ACTIVITIES)[number];

const MOST_BYTES = 8192;

/** Mostly an object with a `type`; front ends may also share a bare word or a list. */
export const activitySchema = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string(), z.number(), z.boolean()]);
export type Activity = z.output<typeof activitySchema>;

const isReserved = (activity: Activity): boolean =>
  typeof activity === 'object' && !Array.isArray(activity) && ROOM_ACTIVITIES.some((own) => own === activity.type);

/** What somebody shares with a room: any small JSON but `null`; what it says is between the front ends. */
export const sharedActivitySchema = activitySchema
  .refine((activity) => Buffer.byteLength(JSON.stringify(activity)) <= MOST_BYTES, `At most ${MOST_BYTES} bytes of JSON`)
  .refine((activity) => !isReserved(activity), `The types ${ROOM_ACTIVITIES.join(', ')} are the room's own`);

export const activityQuery = pageQuery({});
export type ActivityQuery = z.infer<typeof activityQuery>;

/** Something that happened in a room. */
export const roomActivitySchema = z
  .object({ id: idSchema, user_id: idSchema, activity: activitySchema, timestamp: instant })
  .meta({ id: 'RoomActivity' });
export type RoomActivityView = z.input<typeof roomActivitySchema>;
