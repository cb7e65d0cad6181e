import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { EarlierAnswer } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { ChatAccess } from './chat-access.js';
import { ChatHistory } from './chat-history.js';
import { ChatSessions } from './chat-sessions.js';
import type { SessionRow } from './chat-sql.js';
import type { ChatMessageInput, ConversationAnswerView } from './chat.schemas.js';
import { Say } from './say.js';

/** Shown with the answer. */
const SHOWN = 100;

/** One message, with or without a conversation that it belongs to. */
@Injectable()
export class SayAnywhere {
  constructor(
    private readonly say: Say,
    private readonly access: ChatAccess,
    private readonly sessions: ChatSessions,
    private readonly history: ChatHistory,
    private readonly earlier: EarlierAnswer,
  ) {}

  /** Throws like `Say`, and `InvalidInput` for an agent type that is not the conversation's. */
  async run(caller: Principal, input: ChatMessageInput): Promise<ConversationAnswerView> {
    const { id } = this.earlier;
    const said = { content: input.message, ...(input.metadata && { metadata: input.metadata }) };
    const { reply } = id === undefined ? await this.say.in(await this.opener(caller, input), said) : await this.say.again(caller, id);
    return { conversation_id: reply.session_id, reply, messages: await this.history.newest(reply.session_id, SHOWN) };
  }

  private async opener(caller: Principal, { conversation_id: id, agent_type: type }: ChatMessageInput): Promise<() => Promise<SessionRow>> {
    if (id == null) return () => this.sessions.open(caller, { agent_type: type ?? 'tutor' });
    const session = await this.access.own(caller, id);
    if (type !== undefined && type !== session.agent_type) {
      throw new InvalidInput({ agent_type: [`This conversation is with: ${session.agent_type}`] });
    }
    return () => Promise.resolve(session);
  }
}
