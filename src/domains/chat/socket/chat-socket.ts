import { Injectable } from '@nestjs/common';
import { requireContext } from '../../../platform/context/request-context.js';
import type { RawConnection, RawSocketHandler } from '../../../platform/realtime/raw-connection.js';
import { RateLimits } from '../../../platform/throttling/rate-limits.js';
import { Forbidden, NotFound } from '../../../sdk/errors.js';
import { idSchema } from '../../../sdk/ids.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { NO_SESSION } from '../chat-access.js';
import { SESSION_WITH_POSITION, type SessionRow } from '../chat-sql.js';
import { ChatFeed } from '../feed/chat-feed.js';
import { type ChatFrame, chatFrame, errorFrame } from '../frames.js';
import { Say } from '../say.js';
import { chatSocketDocumentation } from './chat-socket.documentation.js';
import { readClientFrame } from './client-frame.js';

interface Watching {
  readonly sessionId: string;
  readonly stop: () => void;
}

const sendFrame = (connection: RawConnection, frame: ChatFrame): void => connection.send(chatFrame.parse(frame));

/** A conversation over a plain WebSocket: what is said in it here or elsewhere, as it happens. */
@Injectable()
export class ChatSocket implements RawSocketHandler {
  readonly documentation = chatSocketDocumentation;
  private readonly watching = new WeakMap<RawConnection, Watching>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly feed: ChatFeed,
    private readonly say: Say,
    private readonly limits: RateLimits,
  ) {}

  /** Only the learner connects: others who may read do so over HTTP. */
  async opened(connection: RawConnection): Promise<void> {
    const { data: id } = idSchema.safeParse(connection.parameters.session_id);
    const [found] = id === undefined ? [] : await this.uow.query<SessionRow & { position: number }>(SESSION_WITH_POSITION, [id]);
    if (!found) throw new NotFound(NO_SESSION);
    if (found.student_id !== connection.caller.userId) throw new Forbidden('This conversation is somebody else’s');
    const { position, ...session } = found;
    const stop = this.feed.watch(
      session.id,
      { position, is_over: !session.is_active },
      {
        take: (frame) => sendFrame(connection, frame),
        gone: (error) => connection.end(error),
      },
    );
    this.watching.set(connection, { sessionId: session.id, stop });
    sendFrame(connection, { type: 'ready', session_id: session.id });
    if (!session.is_active) sendFrame(connection, { type: 'ended', session });
  }

  /** Answers by frames: what was said comes back to everybody who is connected to the session. */
  async received(connection: RawConnection, text: string): Promise<void> {
    const watching = this.watching.get(connection);
    if (!watching) return;
    try {
      await this.limits.spendMessage(requireContext());
      const { reply } = await this.say.begin(connection.caller, watching.sessionId, readClientFrame(text));
      // Not waited for, so that more may be said meanwhile. Whoever asked is told when there will be none.
      reply.done.catch((error: unknown) => sendFrame(connection, errorFrame(error)));
    } catch (error) {
      sendFrame(connection, errorFrame(error));
    }
  }

  closed(connection: RawConnection): void {
    this.watching.get(connection)?.stop();
    this.watching.delete(connection);
  }
}
