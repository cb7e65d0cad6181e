import { Injectable } from '@nestjs/common';
import { defineJob, defineSchedule, type JobHandler, type RunningJob, TenantSettings, UnitOfWork } from 'lectern/sdk';
import { z } from 'zod';
import { CloseRooms } from '../rooms/close-rooms.js';
import { coLearningSettings } from '../settings.js';

/** Closes rooms that nobody uses and deletes what is old. */
export const tendRooms = defineJob({ name: 'co-learning.tend-rooms', input: z.strictObject({}) });

export const nightly = defineSchedule({ name: 'co-learning.nightly', cron: '40 3 * * *', job: tendRooms, input: {}, jitterSeconds: 1800 });

const AT_ONCE = 500;
const OLD = `now() - make_interval(days => $1)`;

const IDLE_ROOMS = `
  SELECT r.id, r.created_by FROM co_learning.room r
  WHERE r.closed_at IS NULL AND r.updated_at < ${OLD} AND NOT EXISTS
    (SELECT 1 FROM co_learning.activity a WHERE a.tenant_id = r.tenant_id AND a.room_id = r.id AND a.created_at >= ${OLD})
  ORDER BY r.id LIMIT ${AT_ONCE} FOR UPDATE OF r`;

const DELETE_ROOMS = `
  DELETE FROM co_learning.room WHERE id IN
    (SELECT id FROM co_learning.room WHERE closed_at < ${OLD} ORDER BY id LIMIT ${AT_ONCE}) RETURNING id`;

const DELETE_ACTIVITIES = `
  DELETE FROM co_learning.activity WHERE id IN
    (SELECT id FROM co_learning.activity WHERE created_at < ${OLD} ORDER BY id LIMIT ${AT_ONCE}) RETURNING id`;

@Injectable()
export class TendRooms implements JobHandler<z.output<typeof tendRooms.input>> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly settings: TenantSettings,
    private readonly closing: CloseRooms,
  ) {}

  /** In small transactions; ends early when it is called off. */
  async run({ signal }: Pick<RunningJob<unknown>, 'signal'>): Promise<{ closed: number; rooms: number; activities: number }> {
    const { close_after_idle_days: idle, delete_after_days: old } = await this.settings.of(coLearningSettings);
    const again = async (work: () => Promise<number>): Promise<number> => {
      let all = 0;
      for (let done = AT_ONCE; done === AT_ONCE && !signal.aborted; all += done) done = await work();
      return all;
    };
    return {
      closed: await again(() => this.closeIdle(idle)),
      rooms: await again(() => this.delete(DELETE_ROOMS, old)),
      activities: await again(() => this.delete(DELETE_ACTIVITIES, old)),
    };
  }

  private closeIdle(days: number): Promise<number> {
    return this.uow.run(async (em) => {
      const rooms = await em.query<{ id: string; created_by: string }[]>(IDLE_ROOMS, [days]);
      for (const { id, created_by: createdBy } of rooms) await this.closing.end(id, createdBy);
      return rooms.length;
    });
  }

  private delete(sql: string, days: number): Promise<number> {
    return this.uow.run(async (em) => (await em.query<[unknown[], number]>(sql, [days]))[1]);
  }
}
