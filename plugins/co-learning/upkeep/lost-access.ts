import { Injectable } from '@nestjs/common';
import { UnitOfWork } from 'lectern/sdk';
import { ClassMembership } from 'lectern/sdk/contracts/classes';
import { People } from 'lectern/sdk/contracts/people';
import { CloseRooms } from '../rooms/close-rooms.js';
import { RoomMembers } from '../rooms/room-members.js';

/** Locked in the order of their ids, so that two of these never wait for one another in a circle. */
const ROOMS_OF_MEMBER = `
  SELECT r.id FROM co_learning.room r
  WHERE ($2::uuid IS NULL OR r.class_id = $2)
    AND r.id IN (SELECT m.room_id FROM co_learning.member m WHERE m.user_id = $1) ORDER BY r.id FOR UPDATE OF r`;

const OPEN_ROOMS_OF_CLASS = `
  SELECT id, created_by FROM co_learning.room WHERE class_id = $1 AND closed_at IS NULL ORDER BY id FOR UPDATE`;

const OPEN_ROOMS = `
  SELECT r.id, r.class_id, r.created_by, ARRAY(SELECT m.user_id::text FROM co_learning.member m WHERE m.tenant_id = r.tenant_id AND m.room_id = r.id) AS people
  FROM co_learning.room r WHERE r.closed_at IS NULL ORDER BY r.id FOR UPDATE OF r`;

interface OpenRoom {
  readonly id: string;
  readonly class_id: string | null;
  readonly created_by: string;
  readonly people: readonly string[];
}

/** People who may no longer be where they are. */
@Injectable()
export class LostAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly members: RoomMembers,
    private readonly closing: CloseRooms,
    private readonly classes: ClassMembership,
    private readonly people: People,
  ) {}

  async leaveClass(userId: string, classId: string): Promise<void> {
    await this.leave(userId, classId);
  }

  async leaveAll(userId: string): Promise<void> {
    await this.leave(userId, null);
  }

  /** The rooms of a class that is no more. */
  async closeClass(classId: string): Promise<void> {
    await this.uow.run(async (em) => {
      const rooms = await em.query<{ id: string; created_by: string }[]>(OPEN_ROOMS_OF_CLASS, [classId]);
      for (const { id, created_by: createdBy } of rooms) await this.closing.end(id, createdBy);
    });
  }

  /** Goes through every open room: for when nobody told of what happened. */
  async reconcile(): Promise<void> {
    await this.uow.run(async (em) => {
      const rooms = await em.query<OpenRoom[]>(OPEN_ROOMS);
      const rosters = await this.classes.rostersOf(rooms.flatMap(({ class_id }) => class_id ?? []));
      const active = await this.people.byIds(rooms.flatMap(({ people }) => people));
      const roles = new Map(active.map(({ id, role }) => [id, role]));
      for (const { id, class_id: classId, created_by: createdBy, people } of rooms) {
        const roster = classId === null ? undefined : rosters.get(classId);
        if (classId !== null && !roster) await this.closing.end(id, createdBy);
        const mayStay = (one: string): boolean => roles.has(one) && (!roster || roster.has(one) || roles.get(one) === 'admin');
        for (const one of people) if (!mayStay(one)) await this.members.remove(id, one, 'put_out');
      }
    });
  }

  private async leave(userId: string, classId: string | null): Promise<void> {
    await this.uow.run(async (em) => {
      const rooms = await em.query<{ id: string }[]>(ROOMS_OF_MEMBER, [userId, classId]);
      for (const { id } of rooms) await this.members.remove(id, userId, 'put_out');
    });
  }
}
