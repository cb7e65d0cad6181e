import { Injectable } from '@nestjs/common';
import { chatSessionEnded, chatSessionStarted } from '../../sdk/contracts/chat.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { type Page, Paging, Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ChatAccess, NO_SESSION } from './chat-access.js';
import { ChatSignal } from './feed/chat-signal.js';
import { ADD_SESSION, COUNT_SESSIONS, END_SESSION, HOLD_SESSION, SESSIONS, type SessionRow } from './chat-sql.js';
import type { ChatSessionView, OpenSessionInput, SessionQuery } from './chat.schemas.js';

export const sessionEnded = (): Conflict => new Conflict('This conversation has ended', 'CHAT_SESSION_ENDED');

/** Conversations: begun, found and ended. */
@Injectable()
export class ChatSessions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ChatAccess,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
    private readonly signal: ChatSignal,
  ) {}

  /** Begins a conversation of the caller's own. */
  async open(caller: Principal, input: OpenSessionInput): Promise<ChatSessionView> {
    return this.uow.run(async (em) => {
      const id = newId();
      const [row] = await em.query<SessionRow[]>(ADD_SESSION, [id, caller.userId, input.topic ?? null, input.agent_type]);
      if (!row) throw new Error('The conversation was not stored');
      this.uow.publish(chatSessionStarted, {
        key: id,
        subjectId: caller.userId,
        data: { session_id: id, agent_type: input.agent_type },
      });
      return row;
    });
  }

  /** Newest first. Throws `NotFound('user')` for somebody whose chats the caller may not read. */
  async list(caller: Principal, query: SessionQuery): Promise<Page<ChatSessionView>> {
    const studentId = query.student_id ?? caller.userId;
    await this.access.assertMayRead(caller, studentId);
    // whose they are is part of what a cursor is bound to, also where the query does not say
    const asked = { ...query, student_id: studentId };
    const window = this.paging.open(asked);
    const wanted = [studentId, query.agent_type ?? null, query.is_active === undefined ? null : query.is_active === 'true'];
    const rows = await this.uow.query<SessionRow>(SESSIONS, [...wanted, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? (await this.uow.query<{ total: number }>(COUNT_SESSIONS, wanted))[0]?.total : undefined;
    return this.paging.close(asked, window, rows, ({ id }) => [id], total);
  }

  /** Nothing is said in it any more, replies that are under way included. Throws `Conflict` when it has ended already. */
  async end(caller: Principal, id: string): Promise<ChatSessionView> {
    await this.access.own(caller, id);
    return this.uow.run(async (em) => {
      const [held] = await em.query<SessionRow[]>(HOLD_SESSION, [id]);
      if (!held) throw new NotFound(NO_SESSION);
      this.preconditions.check(held);
      if (!held.is_active) throw sessionEnded();
      const [ended] = await em.query<SessionRow[]>(END_SESSION, [id]);
      if (!ended) throw new NotFound(NO_SESSION);
      this.uow.publish(chatSessionEnded, { key: id, subjectId: held.student_id, data: { session_id: id } });
      this.uow.afterCommit(() => this.signal.changed(id, 'ended'));
      return ended;
    });
  }
}
