import { Injectable } from '@nestjs/common';
import { Conflict, Forbidden, Live, NotFound, type Page, Paging, type Principal, UnitOfWork } from 'lectern/sdk';
import { People } from 'lectern/sdk/contracts/people';
import { Activities } from '../activity/activities.js';
import type { RoomActivity } from '../activity/activity.schemas.js';
import { colearning } from '../live/colearning-channel.js';
import { assertLooksAfter, assertOpen, looksAfter, RoomAccess } from './room-access.js';
import { ADD_MEMBER, LIST_MEMBERS, REMOVE_MEMBER } from './room-sql.js';
import type { MemberQuery, MemberView, RoomView } from './rooms.schemas.js';

/** Who is in a room. A place is taken by joining and free again by leaving, whoever is connected. */
@Injectable()
export class RoomMembers {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RoomAccess,
    private readonly activities: Activities,
    private readonly live: Live,
    private readonly people: People,
    private readonly paging: Paging,
  ) {}

  /** Joining again changes nothing. Throws `NotFound('room')`, and `Conflict` when the room is closed or full. */
  async join(caller: Principal, id: string): Promise<RoomView> {
    return this.uow.run(async (em) => {
      // whoever has a place waits for nobody: after a restart everybody comes back at once
      const known = await this.access.find(caller, id);
      assertOpen(known);
      if (known.is_member) return known;
      const room = await this.access.lock(caller, id);
      assertOpen(room);
      if (room.is_member) return room;
      if (room.member_count >= room.capacity) throw new Conflict('This room is full', 'ROOM_FULL');
      await em.query(ADD_MEMBER, [id, caller.userId]);
      await this.activities.record(id, caller.userId, { type: 'joined' });
      return { ...room, is_member: true, member_count: room.member_count + 1 };
    });
  }

  /** On every connection. Leaving again changes nothing. */
  async leave(caller: Principal, id: string): Promise<RoomView> {
    return this.uow.run(async () => {
      const room = await this.access.lock(caller, id);
      if (!(await this.remove(id, caller.userId, 'left'))) return room;
      return { ...room, is_member: false, member_count: room.member_count - 1 };
    });
  }

  /** By whoever looks after the room. They may join again: a place is freed, nobody is banned. */
  async putOut(caller: Principal, id: string, userId: string): Promise<void> {
    await this.uow.run(async () => {
      const room = await this.access.lock(caller, id);
      assertLooksAfter(caller, room);
      if (!(await this.remove(id, userId, 'put_out'))) throw new NotFound('member');
      if (userId === caller.userId) return;
      const detail = { user_id: userId };
      this.uow.audit({ action: 'co-learning.member-put-out', category: 'staff', target: { type: 'room', id }, detail });
    });
  }

  /** In the open unit of work, with the room locked. Whether they were a member. */
  async remove(roomId: string, userId: string, how: RoomActivity): Promise<boolean> {
    const [removed] = await this.uow.em.query<[unknown[], number]>(REMOVE_MEMBER, [roomId, userId]);
    if (removed.length === 0) return false;
    await this.activities.record(roomId, userId, { type: how });
    this.uow.afterCommit(() => this.live.putOut(colearning, roomId, userId));
    return true;
  }

  /** For members and whoever looks after the room. */
  async list(caller: Principal, id: string, query: MemberQuery): Promise<Page<MemberView>> {
    const room = await this.assertInside(caller, id);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<{ user_id: string; joined_at: Date }>(LIST_MEMBERS, [id, window.after?.[0] ?? null, window.take]);
    const page = this.paging.close(query, window, rows, (row) => [row.user_id], window.countExactly ? room.member_count : undefined);
    const people = await this.people.byIds(page.items.map((row) => row.user_id));
    const names = new Map(people.map((person) => [person.id, person.name]));
    return page.map(({ user_id, joined_at }) => ({ user_id, name: names.get(user_id) ?? null, joined_at }));
  }

  /** Throws `Forbidden` for those who see the room, and are neither in it nor look after it. */
  async assertInside(caller: Principal, id: string): Promise<RoomView> {
    const room = await this.access.find(caller, id);
    if (!room.is_member && !looksAfter(caller, room)) throw new Forbidden('Join the room first');
    return room;
  }
}
