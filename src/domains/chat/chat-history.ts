import { Injectable } from '@nestjs/common';
import { fittingWindow, type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ChatAccess } from './chat-access.js';
import { COUNT_MESSAGES, MESSAGES, type MessageRow, NEWEST_MESSAGES } from './chat-sql.js';
import type { ChatMessageView, ConversationView, MessageQuery } from './chat.schemas.js';

const MOST_AT_ONCE = 1000;

type PagedRow = MessageRow & { readonly position: number; readonly found: number };

/** What was said, for the learner and those who may read along. */
@Injectable()
export class ChatHistory {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ChatAccess,
    private readonly paging: Paging,
  ) {}

  /** The session and what was said in it. */
  async conversation(caller: Principal, id: string): Promise<ConversationView> {
    const session = await this.access.readable(caller, id);
    return { ...session, messages: await this.newest(id, MOST_AT_ONCE) };
  }

  /** In order, complete unless there is a limit. */
  async messages(caller: Principal, id: string, query: MessageQuery): Promise<Page<ChatMessageView>> {
    await this.access.readable(caller, id);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<PagedRow>(MESSAGES, [id, window.after?.[0] ?? 0, window.take]);
    const total = window.countExactly ? (await this.uow.query<{ total: number }>(COUNT_MESSAGES, [id]))[0]?.total : undefined;
    return this.paging.close(query, fittingWindow(window, rows), rows, ({ position }) => [position], total);
  }

  /** The newest messages of a session, in order. Who may read them was asked before. */
  async newest(sessionId: string, most: number): Promise<MessageRow[]> {
    return this.uow.query<MessageRow>(NEWEST_MESSAGES, [sessionId, most]);
  }
}
