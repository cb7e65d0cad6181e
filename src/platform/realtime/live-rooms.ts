import { Injectable } from '@nestjs/common';
import { DomainError, Forbidden, PluginDisabled, TooMany } from '../../sdk/errors.js';
import type { Acknowledged, ChannelMember, LeavingReason } from '../../sdk/live.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { loggableError } from '../telemetry/loggable-error.js';
import { logger } from '../telemetry/logger.js';
import { inTime, TookTooLong } from './in-time.js';
import type { RegisteredChannel } from './live-channels.js';
import type { JoinedRoom, LiveConnection } from './live-connection.js';
import { channelRoom } from './room-names.js';
import { SocketAuthentication } from './socket-authentication.js';

const MOST_ROOMS = 50;

const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.status < 429;

/** Who is in which room: in by the handler's leave, out by their own will, by the handler's, or with the connection. */
@Injectable()
export class LiveRooms {
  constructor(
    private readonly authentication: SocketAuthentication,
    private readonly gate: PluginGate,
  ) {}

  /** The handler's own errors, and `TooMany` when the connection is in too many rooms. */
  async join(connection: LiveConnection, registered: RegisteredChannel, roomId: string, member: ChannelMember): Promise<Acknowledged> {
    const name = channelRoom(member.caller.tenantId, registered.channel, roomId);
    const known = connection.rooms.get(name);
    if (!known && connection.rooms.size >= MOST_ROOMS) throw new TooMany(1, 'This connection is in too many rooms');
    const entry: JoinedRoom = known ?? { registered, roomId, inside: false };
    connection.rooms.set(name, entry);
    const asked = (async () => registered.handler().join(roomId, member))();
    let answer: Acknowledged;
    try {
      answer = await inTime(asked);
    } catch (error) {
      // whoever was inside and asked again stays there, unless they are told that they may not be
      if (entry.inside && !isRefusal(error)) throw error;
      if (connection.rooms.get(name) === entry) this.putOut(connection, name);
      if (error instanceof TookTooLong) void asked.then(() => this.tellHandler(connection, [entry], 'gone')).catch(() => undefined);
      throw error;
    }
    // put out, or gone, while the handler was asked
    if (connection.rooms.get(name) !== entry || !connection.isOpen) {
      this.tellHandler(connection, [entry], connection.isOpen ? 'put_out' : 'gone');
      throw new Forbidden('The room was closed meanwhile');
    }
    entry.inside = true;
    await connection.enterRoom(name);
    return answer;
  }

  async leave(connection: LiveConnection, registered: RegisteredChannel, roomId: string, member: ChannelMember): Promise<undefined> {
    const name = channelRoom(member.caller.tenantId, registered.channel, roomId);
    const inside = connection.rooms.get(name)?.inside;
    this.forget(connection, name);
    const handler = registered.handler();
    await inTime((inside ? handler.left?.(roomId, member, 'left') : handler.leaveFromOutside?.(roomId, member)) ?? Promise.resolve());
    return undefined;
  }

  /** Throws `Forbidden` whether or not there is such a room. */
  assertInside(connection: LiveConnection, { channel }: RegisteredChannel, roomId: string, { caller }: ChannelMember): void {
    const isInside = connection.rooms.get(channelRoom(caller.tenantId, channel, roomId))?.inside;
    if (!isInside) throw new Forbidden('This connection is not in the room');
  }

  /** The room was closed, or they have lost access to it. */
  putOut(connection: LiveConnection, name: string): void {
    const entry = connection.rooms.get(name);
    if (!entry) return;
    this.forget(connection, name);
    if (entry.inside) this.tellHandler(connection, [entry], 'put_out');
  }

  /** The connection is gone. */
  gone(connection: LiveConnection): void {
    const left = [...connection.rooms.values()].filter(({ inside }) => inside);
    connection.rooms.clear();
    if (left.length > 0) this.tellHandler(connection, left, 'gone');
  }

  /** Nobody stays in a room of a plugin that the institution has switched off. The handler is not asked: its plugin is off. */
  closeDoors(connection: LiveConnection, tenant: TenantSnapshot): void {
    for (const [name, { registered }] of connection.rooms) {
      const { pluginId } = registered;
      if (pluginId === undefined || this.gate.isEffective(tenant, pluginId)) continue;
      this.forget(connection, name);
      connection.tell(new PluginDisabled(pluginId));
    }
  }

  private forget(connection: LiveConnection, name: string): void {
    connection.rooms.delete(name);
    connection.leaveRoom(name);
  }

  private tellHandler(connection: LiveConnection, rooms: readonly JoinedRoom[], reason: LeavingReason): void {
    void this.authentication
      .afterwards(connection.identity, async (caller) => {
        for (const { registered, roomId } of rooms) {
          if (registered.pluginId !== undefined) this.gate.check(registered.pluginId);
          await registered.handler().left?.(roomId, { socketId: connection.id, caller }, reason);
        }
      })
      .catch((error: unknown) => {
        if (!(error instanceof DomainError)) logger.error({ failure: loggableError(error) }, 'a channel could not be told who left');
      });
  }
}
