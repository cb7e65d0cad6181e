import { Global, Module } from '@nestjs/common';
import { Live } from '../../sdk/live.js';
import { NotifyCarrier } from './bus/notify-carrier.js';
import { ProcessBus } from './bus/process-bus.js';
import { RedisCarrier } from './bus/redis-carrier.js';
import { ConnectionWatch } from './connection-watch.js';
import { Connections } from './connections.js';
import { Evictions } from './evictions.js';
import { LiveChannels } from './live-channels.js';
import { LiveDelivery } from './live-delivery.js';
import { LiveDoor } from './live-door.js';
import { LiveDrain } from './live-drain.js';
import { LiveGateway } from './live-gateway.js';
import { LiveMessages } from './live-messages.js';
import { LiveMetrics } from './live-metrics.js';
import { LiveRooms } from './live-rooms.js';
import { MessageCounts } from './message-counts.js';
import { RawSockets } from './raw-sockets.js';
import { SocketAuthentication } from './socket-authentication.js';
import { SocketLive } from './socket-live.js';
import { SocketOrigins } from './socket-origins.js';
import { UpgradeRouter } from './upgrade-router.js';

/** Connections that stay open: who is connected, what they send, what they are told. */
@Global()
@Module({
  providers: [
    ConnectionWatch,
    Connections,
    Evictions,
    LiveChannels,
    LiveDelivery,
    LiveDoor,
    LiveDrain,
    LiveGateway,
    LiveMessages,
    LiveMetrics,
    LiveRooms,
    MessageCounts,
    NotifyCarrier,
    ProcessBus,
    RawSockets,
    RedisCarrier,
    SocketAuthentication,
    { provide: Live, useClass: SocketLive },
    SocketOrigins,
    UpgradeRouter,
  ],
  exports: [Live, LiveChannels, LiveGateway, ProcessBus, SocketAuthentication, UpgradeRouter],
})
export class RealtimeModule {}
