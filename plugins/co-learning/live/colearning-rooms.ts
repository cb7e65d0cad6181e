import { Injectable } from '@nestjs/common';
import {
  type Acknowledged,
  type ChannelHandler,
  type ChannelMember,
  Forbidden,
  type LeavingReason,
  NotFound,
  UnitOfWork,
} from 'lectern/sdk';
import { Activities } from '../activity/activities.js';
import { HOLD_ROOM_OF_MEMBER } from '../activity/activity-sql.js';
import type { Activity } from '../activity/activity.schemas.js';
import { assertOpen, RoomAccess } from '../rooms/room-access.js';
import { RoomMembers } from '../rooms/room-members.js';

interface HeldRoom {
  readonly class_id: string | null;
  readonly closed_at: Date | null;
  readonly is_member: boolean;
}

/** Rooms over sockets: the same places as over REST, and what members do in them. */
@Injectable()
export class CoLearningRooms implements ChannelHandler {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly members: RoomMembers,
    private readonly access: RoomAccess,
    private readonly activities: Activities,
  ) {}

  /** Takes a place if the caller has none. */
  async join(roomId: string, member: ChannelMember): Promise<Acknowledged> {
    const { closed_at, created_at, updated_at, ...room } = await this.members.join(member.caller, roomId);
    this.activities.mention(roomId, member.caller.userId, 'connected', member);
    const times = {
      created_at: created_at.toISOString(),
      updated_at: updated_at.toISOString(),
      closed_at: closed_at?.toISOString() ?? null,
    };
    return { room: { ...room, ...times } };
  }

  /** Whoever lost their place or the class, or whose room was closed, is refused from then on. */
  async receive(_event: string, roomId: string, data: unknown, member: ChannelMember): Promise<Acknowledged> {
    const { activity } = data as { activity: Activity };
    const { caller } = member;
    await this.uow.run(async (em) => {
      const [room] = await em.query<HeldRoom[]>(HOLD_ROOM_OF_MEMBER, [roomId, caller.userId]);
      if (!room) throw new NotFound('room');
      await this.access.assertSees(caller, room.class_id);
      assertOpen(room);
      if (!room.is_member) throw new Forbidden('You are not in this room any more');
      await this.activities.record(roomId, caller.userId, activity, member);
    });
    return undefined;
  }

  /** After a lost connection one need not come in again to give the place up. */
  async leaveFromOutside(roomId: string, { caller }: ChannelMember): Promise<void> {
    await this.members.leave(caller, roomId);
  }

  /** A connection that is gone keeps the place: it comes back. Leaving gives it up, on every connection. */
  async left(roomId: string, member: ChannelMember, reason: LeavingReason): Promise<void> {
    if (reason === 'left') await this.members.leave(member.caller, roomId);
    if (reason === 'gone') this.activities.mention(roomId, member.caller.userId, 'disconnected', member);
  }
}
