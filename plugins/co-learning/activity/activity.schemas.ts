import { idSchema, instant, pageQuery } from 'lectern/sdk';
import { z } from 'zod';

/** What happens to a room is told in the same words as what people do in it; nobody else may use them. */
const ROOM_ACTIVITIES = ['joined', 'left', 'put_out', 'connected', 'disconnected', 'changed', 'closed'] as const;
export type RoomActivity = (typeof ROOM_ACTIVITIES)[number];

const MOST_BYTES = 8192;

export const activitySchema = z.record(z.string(), z.unknown());
export type Activity = z.output<typeof activitySchema>;

const isReserved = (type: unknown): boolean => ROOM_ACTIVITIES.some((own) => own === type);

/** What somebody shares with a room: any small object; what it says is between the front ends. */
export const sharedActivitySchema = activitySchema
  .refine((activity) => Buffer.byteLength(JSON.stringify(activity)) <= MOST_BYTES, `At most ${MOST_BYTES} bytes of JSON`)
  .refine(({ type }) => !isReserved(type), `The types ${ROOM_ACTIVITIES.join(', ')} are the room's own`);

export const activityQuery = pageQuery({});
export type ActivityQuery = z.infer<typeof activityQuery>;

/** Something that happened in a room. */
export const roomActivitySchema = z
  .object({ id: idSchema, user_id: idSchema, activity: activitySchema, timestamp: instant })
  .meta({ id: 'RoomActivity' });
export type RoomActivityView = z.input<typeof roomActivitySchema>;
