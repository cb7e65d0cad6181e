import { idSchema, instant, longText, pageQuery, text } from 'lectern/sdk';
import { z } from 'zod';

const roomFields = {
  name: text(100),
  topic: longText(300).nullable().optional(),
  /** How many members it takes. */
  capacity: z.int().min(2).max(50).optional(),
};

export const createRoomSchema = z
  .strictObject({
    ...roomFields,
    /** For the people of this class alone. */
    class_id: idSchema.nullable().optional(),
  })
  .meta({ id: 'CreateRoom' });
export type CreateRoom = z.infer<typeof createRoomSchema>;

export const updateRoomSchema = z.strictObject(roomFields).partial().meta({ id: 'UpdateRoom' });
export type UpdateRoom = z.infer<typeof updateRoomSchema>;

export const roomQuery = pageQuery({
  class_id: idSchema.optional(),
  /** Those one is, or is not, a member of. */
  joined: z.stringbool().optional(),
  status: z.enum(['open', 'closed']).optional(),
});
export type RoomQuery = z.infer<typeof roomQuery>;

export const roomSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    topic: z.string().nullable(),
    capacity: z.int(),
    class_id: idSchema.nullable(),
    created_by: idSchema,
    member_count: z.int(),
    is_member: z.boolean(),
    closed_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Room' });
export type RoomView = z.input<typeof roomSchema>;

export const memberSchema = z
  .object({
    user_id: idSchema,
    /** `null` for somebody whose account is disabled. */
    name: z.string().nullable(),
    joined_at: instant,
  })
  .meta({ id: 'RoomMember' });
export type MemberView = z.input<typeof memberSchema>;

export const memberQuery = pageQuery({});
export type MemberQuery = z.infer<typeof memberQuery>;
