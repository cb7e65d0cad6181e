import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type ChannelMember, type ChannelNews, Live, type LiveChannel } from '../../sdk/live.js';
import { requireTenantId } from '../context/request-context.js';
import { LiveDelivery } from './live-delivery.js';
import { channelRoom, tenantRoom, userRoom } from './room-names.js';

/** News as domains and plugins give them, to the rooms of the tenant of the context. */
@Injectable()
export class SocketLive extends Live {
  constructor(private readonly delivery: LiveDelivery) {
    super();
  }

  toRoom<S extends z.ZodType>(channel: LiveChannel, roomId: string, news: ChannelNews<S>, data: z.input<S>, except?: ChannelMember): void {
    if (!channel.news.some(({ event }) => event === news.event)) throw new Error(`${channel.room} has no news ${news.event}`);
    this.tell(channelRoom(requireTenantId(), channel, roomId), news, data, except?.socketId);
  }

  toUser<S extends z.ZodType>(userId: string, news: ChannelNews<S>, data: z.input<S>): void {
    this.tell(userRoom(requireTenantId(), userId), news, data);
  }

  toTenant<S extends z.ZodType>(news: ChannelNews<S>, data: z.input<S>): void {
    this.tell(tenantRoom(requireTenantId()), news, data);
  }

  putOut(channel: LiveChannel, roomId: string, userId?: string): void {
    const tenantId = requireTenantId();
    this.delivery.putOut({ tenantId, room: channelRoom(tenantId, channel, roomId), userId });
  }

  private tell<S extends z.ZodType>(room: string, { event, data: schema }: ChannelNews<S>, data: z.input<S>, except?: string): void {
    this.delivery.tell({ room, event, data: schema.parse(data), except });
  }
}
