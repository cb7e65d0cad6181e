import type { z } from 'zod';
import type { Principal } from './principal.js';

/** A message that clients may send into a room: `{session_id, …}`, where `session_id` names the room. Each is acknowledged. */
export interface ChannelMessage {
  /** The Socket.IO event. */
  readonly event: string;
  /** What it carries besides `session_id`. */
  readonly data: z.ZodObject;
}

/** Something the server tells everybody in a room. */
export interface ChannelNews<S extends z.ZodType = z.ZodType> {
  readonly event: string;
  readonly data: S;
}

/** Rooms of one kind, contributed by a domain or a plugin: how one gets in and out, and what is said in them. */
export interface LiveChannel {
  /** Rooms are `<room>_<id>`: `colearning` for `colearning_{id}`. */
  readonly room: string;
  /** Client events `{session_id}` that enter and leave a room. */
  readonly join: string;
  readonly leave: string;
  readonly messages: readonly ChannelMessage[];
  readonly news: readonly ChannelNews[];
}

/** Declares a kind of rooms. Throws when a name is not lower-case words joined by underscores. */
export const defineChannel = <const C extends LiveChannel>(channel: C): Readonly<C> => {
  const names = [channel.room, channel.join, channel.leave, ...[...channel.messages, ...channel.news].map(({ event }) => event)];
  for (const name of names)
    if (!/^[a-z]+(?:_[a-z]+)*$/.test(name)) throw new Error(`Channel name ${name} is not lower-case words joined by underscores`);
  return Object.freeze(channel);
};

/** A connection in a room, or at its door. */
export interface ChannelMember {
  readonly socketId: string;
  readonly caller: Principal;
}

/** How a connection came out of a room: by its own word, put out, or because it is gone. */
export type LeavingReason = 'left' | 'put_out' | 'gone';

/** What an acknowledgement carries besides `ok`. */
export type Acknowledged = Readonly<Record<string, unknown>> | undefined;

/**
 * What happens in the rooms of a channel. Each call has the tenant and the caller as context, and no transaction. Errors are
 * answered to whoever sent the message: `NotFound` where a room is none of the caller's.
 */
export interface ChannelHandler {
  /** Whether the caller may be in the room; throws otherwise. */
  join(roomId: string, member: ChannelMember): Promise<Acknowledged>;
  /** A message of a connection that is in the room. Whoever may lose access while inside is asked about again here. */
  receive(event: string, roomId: string, data: unknown, member: ChannelMember): Promise<Acknowledged>;
  /** Somebody asks to leave a room that this connection is not in: what they keep there without one, such as a place, they give up. */
  leaveFromOutside?(roomId: string, member: ChannelMember): Promise<void>;
  /** The connection has left the room, was put out of it, or is gone. */
  left?(roomId: string, member: ChannelMember, reason: LeavingReason): Promise<void>;
}

/**
 * Tells connected clients of the current tenant, whichever process they are connected to. Fleeting: whoever is not connected
 * hears nothing, so what must not be missed is a row somewhere. Call it after the commit (`UnitOfWork.afterCommit`).
 */
export abstract class Live {
  /** To everybody in a room, except the connection that caused it if one did. Throws when the channel does not declare the news or the data does not fit. */
  abstract toRoom<S extends z.ZodType>(
    channel: LiveChannel,
    roomId: string,
    news: ChannelNews<S>,
    data: z.input<S>,
    except?: ChannelMember,
  ): void;
  /** To every connection of a person. */
  abstract toUser<S extends z.ZodType>(userId: string, news: ChannelNews<S>, data: z.input<S>): void;
  /** To every connection of the tenant. */
  abstract toTenant<S extends z.ZodType>(news: ChannelNews<S>, data: z.input<S>): void;
  /** Puts a person out of a room, or everybody: it was closed, or they have lost access. */
  abstract putOut(channel: LiveChannel, roomId: string, userId?: string): void;
}
