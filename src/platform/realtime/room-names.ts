import type { LiveChannel } from '../../sdk/live.js';

/** Rooms as Socket.IO knows them. The institution comes first, so that no two of them ever share one. */
export const tenantRoom = (tenantId: string): string => `t:${tenantId}`;

export const userRoom = (tenantId: string, userId: string): string => `t:${tenantId}:user:${userId}`;

export const channelRoom = (tenantId: string, { room }: Pick<LiveChannel, 'room'>, roomId: string): string =>
  `t:${tenantId}:${room}_${roomId}`;
