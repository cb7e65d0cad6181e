import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DomainError, InvalidInput, TooMany } from '../../sdk/errors.js';
import { fieldErrors } from '../http/field-errors.js';
import { findUnstorable } from '../http/read-json-body.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { inTime } from './in-time.js';
import { AUTHENTICATE, LiveChannels } from './live-channels.js';
import type { LiveConnection } from './live-connection.js';
import { MessageCounts } from './message-counts.js';
import { LiveRooms } from './live-rooms.js';
import { SocketAuthentication } from './socket-authentication.js';
import { errorFields, toldError } from './told-error.js';

type Acknowledge = (answer: Readonly<Record<string, unknown>>) => void;

/** What may wait on one connection while an earlier message is worked on. */
const MOST_QUEUED = 64;

/** What clients send: counted, validated, gated, answered. */
@Injectable()
export class LiveMessages {
  constructor(
    private readonly channels: LiveChannels,
    private readonly authentication: SocketAuthentication,
    private readonly gate: PluginGate,
    private readonly rooms: LiveRooms,
    private readonly counts: MessageCounts,
  ) {}

  /** Everything a client sends comes through here. */
  receive(connection: LiveConnection, event: string, values: readonly unknown[]): void {
    const last = values.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
    const sent = acknowledge ? values.slice(0, -1) : values;
    const allowance = connection.bucket.take();
    if (allowance === 'flood') return connection.end(new TooMany(1, 'Too many messages'));
    if (allowance === 'refused' || connection.queued >= MOST_QUEUED)
      return this.refuse(connection, acknowledge, new TooMany(1, 'Too many messages'));
    connection.inTurn(async () => {
      try {
        const answer = await this.handle(connection, event, sent);
        acknowledge?.({ ...answer, ok: true });
        this.counts.answered();
      } catch (error) {
        this.refuse(connection, acknowledge, error);
      }
    });
  }

  private refuse(connection: LiveConnection, acknowledge: Acknowledge | undefined, error: unknown): void {
    const told = toldError(error);
    this.counts.refused(told);
    if (!acknowledge) return connection.tell(told);
    acknowledge({ ok: false, ...errorFields(told) });
  }

  private async handle(connection: LiveConnection, event: string, sent: readonly unknown[]): Promise<object | undefined> {
    if (event === AUTHENTICATE) return this.renew(connection, sent);
    const found = this.channels.find(event);
    if (!found) throw new DomainError(400, 'UNKNOWN_EVENT', 'There is no such event');
    return this.authentication.enter(connection.identity, async (caller) => {
      const { registered, schema } = found;
      if (registered.pluginId !== undefined) this.gate.check(registered.pluginId);
      const { session_id: roomId, ...data } = parsed(schema, sent);
      const member = { socketId: connection.id, caller };
      if (found.kind === 'join') return this.rooms.join(connection, registered, String(roomId), member);
      if (found.kind === 'leave') return this.rooms.leave(connection, registered, String(roomId), member);
      this.rooms.assertInside(connection, registered, String(roomId), member);
      return inTime(registered.handler().receive(found.name, String(roomId), data, member));
    });
  }

  private async renew(connection: LiveConnection, sent: readonly unknown[]): Promise<object> {
    const { token } = parsed(renewal, sent);
    connection.identity = await this.authentication.renew(connection.identity, connection.request, String(token));
    return { expires_at: new Date(connection.identity.expiresAt).toISOString() };
  }
}

const renewal = z.strictObject({ token: z.string().min(1).max(4096) });

const parsed = (schema: z.ZodObject, [data, ...more]: readonly unknown[]): Readonly<Record<string, unknown>> => {
  const result = schema.safeParse(data);
  if (more.length > 0) throw new InvalidInput({ _: ['One object, please'] });
  const unstorable = findUnstorable(data);
  if (unstorable !== undefined) throw new InvalidInput({ _: [unstorable] });
  if (!result.success) throw new InvalidInput(fieldErrors(result.error.issues));
  return result.data;
};
