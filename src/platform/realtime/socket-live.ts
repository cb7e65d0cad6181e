import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Live, type ChannelMember, type ChannelNews, type LiveChannel } from '../../sdk/live.js';
import { requireTenantId } from '../context/request-context.js';
import { LiveGateway } from './live-gateway.js';
import { LiveRooms } from './live-rooms.js';
import { channelRoom, tenantRoom, userRoom } from './room-names.js';

@Injectable()
export class SocketLive extends Live {
  constructor(
    private readonly gateway: LiveGateway,
    private readonly rooms: LiveRooms,
  ) {
    super();
  }

  toRoom<S extends z.ZodType>(channel: LiveChannel, roomId: string, news: ChannelNews<S>, data: z.input<S>, except?: ChannelMember): void {
    if (!channel.news.some(({ event }) => event === news.event)) throw new Error(`${channel.room} has no news ${news.event}`);
    this.emit(channelRoom(requireTenantId(), channel, roomId), news, data, except?.socketId);
  }

  toUser<S extends z.ZodType>(userId: string, news: ChannelNews<S>, data: z.input<S>): void {
    this.emit(userRoom(requireTenantId(), userId), news, data);
  }

  toTenant<S extends z.ZodType>(news: ChannelNews<S>, data: z.input<S>): void {
    this.emit(tenantRoom(requireTenantId()), news, data);
  }

  putOut(channel: LiveChannel, roomId: string, userId?: string): void {
    const tenantId = requireTenantId();
    const name = channelRoom(tenantId, channel, roomId);
    for (const connection of this.gateway.inRoom(tenantId, name)) {
      if (userId === undefined || connection.identity.principal.userId === userId) this.rooms.putOut(connection, name);
    }
  }

  private emit<S extends z.ZodType>(room: string, { event, data: schema }: ChannelNews<S>, data: z.input<S>, except?: string): void {
    const target = this.gateway.io.local.to(room);
    (except === undefined ? target : target.except(except)).emit(event, schema.parse(data));
  }
}
