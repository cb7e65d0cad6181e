import { Injectable } from '@nestjs/common';
import { Conflict, Forbidden, newId, type Page, Paging, Preconditions, type Principal, TenantSettings, UnitOfWork } from 'lectern/sdk';
import { ClassMembership, type ClassScope } from 'lectern/sdk/contracts/classes';
import { MODERATE_ROOMS } from '../co-learning.permissions.js';
import { coLearningSettings } from '../settings.js';
import { assertLooksAfter, assertOpen, RoomAccess } from './room-access.js';
import { COUNT_ROOMS, CREATE_ROOM, FIND_ROOM, LIST_ROOMS, OPEN_ROOMS_OF, UPDATE_ROOM } from './room-sql.js';
import type { CreateRoom, RoomQuery, RoomView, UpdateRoom } from './rooms.schemas.js';

/** Of one person, open at the same time. */
const MOST_ROOMS = 50;

/** The rooms of an institution. */
@Injectable()
export class Rooms {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RoomAccess,
    private readonly classes: ClassMembership,
    private readonly settings: TenantSettings,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  /** Those the caller sees; the open ones unless asked for closed ones. */
  async list(caller: Principal, query: RoomQuery): Promise<Page<RoomView>> {
    const window = this.paging.open(query);
    const filter = filterOf(caller, await this.classes.scopeOf(caller), query);
    const rows = await this.uow.query<RoomView>(LIST_ROOMS, [...filter, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? await this.count(filter) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  /** Whoever opens a room looks after it, and joins it like everybody else. Throws `NotFound('room')` for a class the caller is not in. */
  async create(caller: Principal, { name, topic = null, capacity = 8, class_id: classId = null }: CreateRoom): Promise<RoomView> {
    const { learners_open_rooms: learnersMay } = await this.settings.of(coLearningSettings);
    if (!learnersMay && !caller.permissions.has(MODERATE_ROOMS)) throw new Forbidden('Only staff open rooms at this institution');
    return this.uow.run(async (em) => {
      if (classId !== null) await this.classes.assertIn(caller, classId);
      const [open] = await em.query<{ total: number }[]>(OPEN_ROOMS_OF, [caller.userId]);
      if (open && open.total >= MOST_ROOMS) throw new Conflict(`You have ${MOST_ROOMS} open rooms: close some first`);
      const id = newId();
      await em.query(CREATE_ROOM, [id, name, topic, capacity, classId, caller.userId]);
      return this.read(caller, id);
    });
  }

  /** When the capacity is lowered, those who are inside stay; places are free again when fewer are left than it allows. */
  async update(caller: Principal, id: string, input: UpdateRoom): Promise<RoomView> {
    return this.uow.run(async (em) => {
      const room = await this.access.lock(caller, id);
      this.preconditions.check(room);
      assertLooksAfter(caller, room);
      assertOpen(room);
      if (Object.keys(input).length === 0) return room;
      const { name, topic, capacity } = { ...room, ...input };
      await em.query(UPDATE_ROOM, [id, name, topic, capacity]);
      return this.read(caller, id);
    });
  }

  private async read(caller: Principal, id: string): Promise<RoomView> {
    const [room] = await this.uow.em.query<RoomView[]>(FIND_ROOM, [caller.userId, id]);
    if (!room) throw new Error('The room was written and is gone');
    return room;
  }

  private async count(filter: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(COUNT_ROOMS, filter);
    return row?.total ?? 0;
  }
}

const filterOf = (caller: Principal, { all, classIds }: ClassScope, { status, class_id, joined }: RoomQuery): unknown[] => [
  caller.userId,
  all,
  classIds,
  status === 'closed',
  class_id ?? null,
  joined ?? null,
];
