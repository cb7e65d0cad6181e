import { Injectable } from '@nestjs/common';
import { Live, Preconditions, type Principal, UnitOfWork } from 'lectern/sdk';
import { Activities } from '../activity/activities.js';
import { colearning } from '../live/colearning-channel.js';
import { assertLooksAfter, RoomAccess } from './room-access.js';
import { CLOSE_ROOM } from './room-sql.js';
import { roomSchema } from './rooms.schemas.js';

/** The end of a room: nobody joins it and nothing happens in it any more. What happened stays to be read for a while. */
@Injectable()
export class CloseRooms {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RoomAccess,
    private readonly activities: Activities,
    private readonly live: Live,
    private readonly preconditions: Preconditions,
  ) {}

  /** Closing again changes nothing. */
  async close(caller: Principal, id: string): Promise<void> {
    await this.uow.run(async () => {
      const room = await this.access.lock(caller, id);
      this.preconditions.check(room, roomSchema);
      assertLooksAfter(caller, room);
      if (!(await this.end(id, caller.userId)) || room.created_by === caller.userId) return;
      this.uow.audit({ action: 'co-learning.room-closed', category: 'staff', target: { type: 'room', id }, detail: { name: room.name } });
    });
  }

  /** In the open unit of work. Whether it was open. */
  async end(roomId: string, byUserId: string): Promise<boolean> {
    const [closed] = await this.uow.em.query<[unknown[], number]>(CLOSE_ROOM, [roomId]);
    if (closed.length === 0) return false;
    await this.activities.record(roomId, byUserId, { type: 'closed' });
    this.uow.afterCommit(() => this.live.putOut(colearning, roomId));
    return true;
  }
}
