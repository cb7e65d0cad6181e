import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ChannelMember, Live, newId, type Page, Paging, TenantSettings, UnitOfWork } from 'lectern/sdk';
import { colearning, peerActivity } from '../live/colearning-channel.js';
import { coLearningSettings } from '../settings.js';
import { COUNT_ACTIVITIES, LIST_ACTIVITIES, RECORD_ACTIVITY, TRIM_ACTIVITIES } from './activity-sql.js';
import type { Activity, ActivityQuery, RoomActivity, RoomActivityView } from './activity.schemas.js';

/** Old activities are deleted with about every so many new ones. */
const TRIM_EVERY = 32;

/** What happens in rooms: kept for a while, and told to those who are in them. */
@Injectable()
export class Activities {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly live: Live,
    private readonly settings: TenantSettings,
    private readonly paging: Paging,
  ) {}

  /** Keeps it in the open unit of work and tells the others after the commit, except the connection it came from. */
  async record(roomId: string, userId: string, activity: Activity, from?: ChannelMember): Promise<void> {
    const [kept] = await this.uow.em.query<{ created_at: Date }[]>(RECORD_ACTIVITY, [newId(), roomId, userId, JSON.stringify(activity)]);
    if (!kept) throw new Error('An activity was inserted and is gone');
    if (randomInt(TRIM_EVERY) === 0) await this.uow.em.query(TRIM_ACTIVITIES, [roomId, await this.most()]);
    this.uow.afterCommit(() => this.tell(roomId, userId, activity, kept.created_at, from));
  }

  /** Something that matters to those alone who are there now. */
  mention(roomId: string, userId: string, type: RoomActivity, from?: ChannelMember): void {
    this.tell(roomId, userId, { type }, new Date(), from);
  }

  /** Newest first. */
  async list(roomId: string, query: ActivityQuery): Promise<Page<RoomActivityView>> {
    const window = this.paging.open(query);
    const most = await this.most();
    const rows = await this.uow.query<RoomActivityView>(LIST_ACTIVITIES, [roomId, most, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? await this.count(roomId, most) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  private tell(roomId: string, userId: string, activity: Activity, at: Date, from: ChannelMember | undefined): void {
    this.live.toRoom(colearning, roomId, peerActivity, { user_id: userId, activity, timestamp: at.toISOString() }, from);
  }

  private async most(): Promise<number> {
    return (await this.settings.of(coLearningSettings)).activities_kept;
  }

  private async count(roomId: string, most: number): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(COUNT_ACTIVITIES, [roomId, most]);
    return row?.total ?? 0;
  }
}
