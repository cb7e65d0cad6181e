import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { UpgradeRouter } from '../../platform/realtime/upgrade-router.js';
import { ChatAccess } from './chat-access.js';
import { ChatHistory } from './chat-history.js';
import { ChatSessions } from './chat-sessions.js';
import { ChatController } from './chat.controller.js';
import { chatPersonalData } from './chat.personal-data.js';
import { ChatFeed } from './feed/chat-feed.js';
import { ChatSignal } from './feed/chat-signal.js';
import { Replies } from './replies/replies.js';
import { ReplyStore } from './replies/reply-store.js';
import { ReplyTurns } from './replies/reply-turns.js';
import { SayAnywhere } from './say-anywhere.js';
import { Say } from './say.js';
import { ChatSocket } from './socket/chat-socket.js';
import { TutorModule } from './tutor/tutor.module.js';

const replies = [Replies, ReplyStore, ReplyTurns];

/** Conversations of learners with the tutor. */
@Module({
  imports: [TutorModule],
  controllers: [ChatController],
  providers: [ChatAccess, ChatSessions, ChatHistory, Say, SayAnywhere, ChatSignal, ChatFeed, ChatSocket, ...replies],
})
export class ChatModule {
  constructor(personalData: PersonalDataRegistry, sockets: UpgradeRouter, socket: ChatSocket) {
    personalData.declare('chat', 'core', chatPersonalData);
    sockets.serve('/api/v1/chat/ws/{session_id}', socket);
  }
}
