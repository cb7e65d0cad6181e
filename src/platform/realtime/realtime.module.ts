import { Global, Module } from '@nestjs/common';
import { Live } from '../../sdk/live.js';
import { Connections } from './connections.js';
import { LiveChannels } from './live-channels.js';
import { LiveGateway } from './live-gateway.js';
import { LiveMessages } from './live-messages.js';
import { LiveRooms } from './live-rooms.js';
import { RawSockets } from './raw-sockets.js';
import { SocketAuthentication } from './socket-authentication.js';
import { SocketLive } from './socket-live.js';
import { SocketOrigins } from './socket-origins.js';
import { UpgradeRouter } from './upgrade-router.js';

/** Connections that stay open: who is connected, what they send, what they are told. */
@Global()
@Module({
  providers: [
    Connections,
    LiveChannels,
    LiveGateway,
    LiveMessages,
    LiveRooms,
    RawSockets,
    SocketAuthentication,
    { provide: Live, useClass: SocketLive },
    SocketOrigins,
    UpgradeRouter,
  ],
  exports: [Live, LiveChannels, LiveGateway, SocketAuthentication, UpgradeRouter],
})
export class RealtimeModule {}
