import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { Begun, EarlierAnswer } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ChatAccess } from './chat-access.js';
import { type MessageRow, ONE_MESSAGE, type SessionRow } from './chat-sql.js';
import type { ExchangeView, SayInput } from './chat.schemas.js';
import type { Asked } from './replies/reply-store.js';
import { Replies } from './replies/replies.js';
import { ReplyStore } from './replies/reply-store.js';
import type { RunningReply } from './replies/running-reply.js';

/** A message that is stored, and its reply in the making. */
export interface Said {
  readonly message: MessageRow;
  readonly reply: RunningReply;
}

/** What learners say: stored and told at once, answered after that. A reply that fails leaves the message as it is. */
@Injectable()
export class Say {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: ChatAccess,
    private readonly store: ReplyStore,
    private readonly replies: Replies,
    private readonly earlier: EarlierAnswer,
  ) {}

  /** Stores the message, and begins to answer it. Throws `Conflict` after the end, `TooMany` when too many wait. */
  async begin(caller: Principal, sessionId: string, input: SayInput): Promise<Said> {
    const session = await this.access.own(caller, sessionId);
    return this.answered(session, await this.ask(() => Promise.resolve(session), input));
  }

  /** The message and its reply; of a request that comes again the same, made now if it was never finished. */
  async exchange(caller: Principal, sessionId: string, input: SayInput): Promise<ExchangeView> {
    if (this.earlier.id !== undefined) return this.again(caller, this.earlier.id);
    const { message, reply } = await this.begin(caller, sessionId, input);
    return { message, reply: await reply.done };
  }

  /** The exchange that began with this message before. */
  async again(caller: Principal, messageId: string): Promise<ExchangeView> {
    const [message] = await this.uow.query<MessageRow>(ONE_MESSAGE, [messageId]);
    if (!message) throw new NotFound('chat-message');
    const session = await this.access.own(caller, message.session_id);
    return { message, reply: await this.replies.resume(session, message) };
  }

  /** The same in a conversation that `open` finds, or begins in the same transaction. */
  async in(open: () => Promise<SessionRow>, input: SayInput): Promise<ExchangeView> {
    const asked = await this.ask(open, input);
    const { message, reply } = this.answered(asked.session, asked);
    return { message, reply: await reply.done };
  }

  private async ask(open: () => Promise<SessionRow>, input: SayInput): Promise<Asked & { readonly session: SessionRow }> {
    let asked: (Asked & { readonly session: SessionRow }) | undefined;
    await this.uow.run(async () => {
      const session = await open();
      asked = { ...(await this.store.ask(session, input)), session };
      return new Begun(asked.message.id);
    });
    if (!asked) throw new Error('The message was not stored');
    return asked;
  }

  private answered(session: SessionRow, asked: Asked): Said {
    return { message: asked.message, reply: this.replies.begin(session, asked) };
  }
}
