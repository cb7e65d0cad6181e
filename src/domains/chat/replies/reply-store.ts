import { Injectable } from '@nestjs/common';
import { tenantPolicies } from '../../../platform/tenancy/stored-policies.js';
import { chatMessageAdded } from '../../../sdk/contracts/chat.js';
import { NotFound, TooMany } from '../../../sdk/errors.js';
import { newId } from '../../../sdk/ids.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { NO_SESSION } from '../chat-access.js';
import { sessionEnded } from '../chat-sessions.js';
import {
  ADD_QUESTION,
  ADD_REPLY,
  COUNT_AWAITED,
  HISTORY,
  HOLD_SESSION,
  LET_GO,
  type MessageRow,
  REPLY_TO,
  type SessionRow,
} from '../chat-sql.js';
import type { SayInput } from '../chat.schemas.js';
import { ChatSignal } from '../feed/chat-signal.js';
import type { SaidBefore, TutorReply } from '../tutor.js';
import { beginningOf, MOST_REPLY } from './reply-length.js';

/** As many messages of one conversation wait to be answered at once. */
const MOST_AWAITED = 10;
const ROOM_AGAIN_SECONDS = 2;
const REMEMBERED = 20;

/** A message of the learner's, as it was stored. */
export interface Asked {
  readonly message: MessageRow;
  /** Whether no earlier one waits to be answered. */
  readonly isNext: boolean;
}

/** Messages and replies in the database, with the events that tell of them. */
@Injectable()
export class ReplyStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly signal: ChatSignal,
  ) {}

  /**
   * Adds what a learner says, in the open unit of work. Throws `Conflict` when the conversation has ended, `TooMany` when too
   * many messages of it wait to be answered.
   */
  async ask(session: SessionRow, input: SayInput): Promise<Asked> {
    const { em } = this.uow;
    const values = [session.id, session.student_id, newId(), input.content, JSON.stringify(input.metadata ?? {})];
    const [message] = await em.query<MessageRow[]>(ADD_QUESTION, values);
    if (!message) throw sessionEnded();
    const [waiting] = await em.query<{ awaited: number }[]>(COUNT_AWAITED, [session.id]);
    const awaited = waiting?.awaited ?? 1;
    if (awaited > MOST_AWAITED) {
      throw new TooMany(ROOM_AGAIN_SECONDS, `${MOST_AWAITED} messages of this conversation wait to be answered already`);
    }
    await this.added(session, message);
    return { message, isNext: awaited <= 1 };
  }

  /** What was said before a message, oldest first. */
  async before({ id, session_id: sessionId }: MessageRow): Promise<SaidBefore[]> {
    return (await this.uow.query<SaidBefore>(HISTORY, [sessionId, id, REMEMBERED])).toReversed();
  }

  async replyTo(messageId: string): Promise<MessageRow | undefined> {
    const [reply] = await this.uow.query<MessageRow>(REPLY_TO, [messageId]);
    return reply;
  }

  /** Adds the reply to a message, or returns the one it has. Throws when the conversation has ended meanwhile. */
  async reply(session: SessionRow, message: MessageRow, { content, metadata }: TutorReply): Promise<MessageRow> {
    return this.uow.run(async (em) => {
      const [held] = await em.query<SessionRow[]>(HOLD_SESSION, [session.id]);
      if (!held) throw new NotFound(NO_SESSION);
      const [earlier] = await em.query<MessageRow[]>(REPLY_TO, [message.id]);
      if (earlier) return earlier;
      if (!held.is_active) throw sessionEnded();
      const text = beginningOf(content, MOST_REPLY).toWellFormed();
      const [reply] = await em.query<MessageRow[]>(ADD_REPLY, [session.id, newId(), message.id, text, JSON.stringify(metadata)]);
      if (!reply) throw new Error('The reply was not stored');
      await em.query(LET_GO, [message.id]);
      await this.added(session, reply);
      return reply;
    });
  }

  /** Tells of it, once it is committed. */
  private async added({ id, student_id: subjectId }: SessionRow, message: MessageRow): Promise<void> {
    const { content } = message;
    const facts = { session_id: id, message_id: message.id, role: message.role, length: content.length };
    const data = (await tenantPolicies(this.uow)).chat_text_in_events ? { ...facts, content } : facts;
    this.uow.publish(chatMessageAdded, { key: id, subjectId, data });
    this.uow.afterCommit(() => this.signal.changed(id, 'said'));
  }
}
