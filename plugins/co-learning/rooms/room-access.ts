import { Injectable } from '@nestjs/common';
import { Conflict, Forbidden, NotFound, orNotFound, type Principal, UnitOfWork } from 'lectern/sdk';
import { ClassMembership } from 'lectern/sdk/contracts/classes';
import { MODERATE_ROOMS } from '../co-learning.permissions.js';
import { FIND_ROOM, LOCK_ROOM } from './room-sql.js';
import type { RoomView } from './rooms.schemas.js';

/** Whoever opened a room looks after it, and staff look after those they see. */
export const looksAfter = (caller: Principal, room: RoomView): boolean =>
  room.created_by === caller.userId || caller.permissions.has(MODERATE_ROOMS);

export const assertLooksAfter = (caller: Principal, room: RoomView): void => {
  if (!looksAfter(caller, room)) throw new Forbidden('Only whoever opened the room and staff may do this');
};

export const assertOpen = (room: Pick<RoomView, 'closed_at'>): void => {
  if (room.closed_at !== null) throw new Conflict('This room is closed', 'ROOM_CLOSED');
};

/** Who sees which room: those without a class everybody of the institution, others the people of the class. To everybody else there is none. */
@Injectable()
export class RoomAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly classes: ClassMembership,
  ) {}

  /** Throws `NotFound('room')`. */
  async find(caller: Principal, id: string): Promise<RoomView> {
    const [room] = await this.uow.query<RoomView>(FIND_ROOM, [caller.userId, id]);
    if (!room) throw new NotFound('room');
    if (room.class_id === null) return room;
    const { all, classIds } = await this.classes.scopeOf(caller);
    if (!all && !classIds.includes(room.class_id)) throw new NotFound('room');
    return room;
  }

  /** For a change in the open unit of work: nobody else changes the room, its members or the caller's class until the commit. */
  async lock(caller: Principal, id: string): Promise<RoomView> {
    await this.uow.em.query(LOCK_ROOM, [id]);
    const [room] = await this.uow.em.query<RoomView[]>(FIND_ROOM, [caller.userId, id]);
    if (!room) throw new NotFound('room');
    await this.assertSees(caller, room.class_id);
    return room;
  }

  /** In the open unit of work. Throws `NotFound('room')`. */
  async assertSees(caller: Principal, classId: string | null): Promise<void> {
    if (classId !== null) await orNotFound('room', this.classes.assertIn(caller, classId));
  }
}
