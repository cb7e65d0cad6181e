import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, PrefersStream, RebuildsRepeats, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { Streamed } from '../../sdk/streams.js';
import { AGENTS } from './agents.js';
import { ChatHistory } from './chat-history.js';
import { ChatSessions } from './chat-sessions.js';
import {
  agentSchema,
  type ChatMessageInput,
  chatMessageInput,
  chatMessageSchema,
  chatSessionSchema,
  conversationAnswerSchema,
  conversationSchema,
  exchangeSchema,
  type MessageQuery,
  messageQuery,
  type OpenSessionInput,
  openSessionSchema,
  type SayInput,
  saySchema,
  type SessionQuery,
  sessionQuery,
} from './chat.schemas.js';
import { Say } from './say.js';
import { SayAnywhere } from './say-anywhere.js';
import { EVENT_STREAM, streamExchange } from './stream-exchange.js';

const ANSWERING = { 404: ['CHAT_SESSION_NOT_FOUND'], 409: ['CHAT_SESSION_ENDED'] };

@Tag('Chat')
@Controller('chat')
@NoStore()
export class ChatController {
  constructor(
    private readonly sessions: ChatSessions,
    private readonly history: ChatHistory,
    private readonly say: Say,
    private readonly anywhere: SayAnywhere,
  ) {}

  @Get('agents')
  @Requires(SIGNED_IN)
  @Returns(agentSchema, { list: true })
  @Summary('Whom a learner may talk to')
  agents() {
    return AGENTS;
  }

  @Post('sessions')
  @Requires(SIGNED_IN)
  @Returns(chatSessionSchema, { status: 201 })
  @Summary('Begin a conversation')
  open(@Caller() caller: Principal, @Body({ schema: openSessionSchema }) input: OpenSessionInput) {
    return this.sessions.open(caller, input);
  }

  @Get('sessions')
  @Requires(SIGNED_IN)
  @Returns(chatSessionSchema, { list: true })
  @Refuses({ 404: ['USER_NOT_FOUND'] })
  @Summary('Somebody’s conversations, newest first: one’s own, or those one may read')
  list(@Caller() caller: Principal, @Query({ schema: sessionQuery }) query: SessionQuery) {
    return this.sessions.list(caller, query);
  }

  @Get('sessions/:id')
  @Requires(SIGNED_IN)
  @Returns(conversationSchema)
  @Refuses({ 404: ['CHAT_SESSION_NOT_FOUND'] })
  @Summary('A conversation, with what was said')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.history.conversation(caller, id);
  }

  @Get('sessions/:id/messages')
  @Requires(SIGNED_IN)
  @Returns(chatMessageSchema, { list: true })
  @Refuses({ 404: ['CHAT_SESSION_NOT_FOUND'] })
  @Summary('What was said, in order')
  messages(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: messageQuery }) query: MessageQuery,
  ) {
    return this.history.messages(caller, id, query);
  }

  @Post('sessions/:id/messages')
  @Requires(SIGNED_IN)
  @RebuildsRepeats()
  @Returns(exchangeSchema, { status: 201, orStream: EVENT_STREAM })
  @Refuses(ANSWERING)
  @Summary('Say something, and get the reply: whole, or as a stream of events `message`, `delta`, `reply`, `error`')
  add(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: saySchema }) input: SayInput,
    @PrefersStream(EVENT_STREAM) isStreamed: boolean,
  ) {
    if (isStreamed) return new Streamed(streamExchange(() => this.say.begin(caller, id, input)));
    return this.say.exchange(caller, id, input);
  }

  @Put('sessions/:id/end')
  @Requires(SIGNED_IN)
  @Returns(chatSessionSchema)
  @Refuses(ANSWERING)
  @Summary('End a conversation: nothing more is said in it')
  end(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.sessions.end(caller, id);
  }

  @Post('message')
  @Requires(SIGNED_IN)
  @RebuildsRepeats()
  @Returns(conversationAnswerSchema)
  @Refuses(ANSWERING)
  @Summary('Say something in a conversation, or begin one with it')
  message(@Caller() caller: Principal, @Body({ schema: chatMessageInput }) input: ChatMessageInput) {
    return this.anywhere.run(caller, input);
  }
}
