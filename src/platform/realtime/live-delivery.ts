import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProcessBus } from './bus/process-bus.js';
import { LiveGateway } from './live-gateway.js';
import { LiveRooms } from './live-rooms.js';

/** Something that everybody in a room is told. */
export interface News {
  readonly room: string;
  readonly event: string;
  readonly data: unknown;
  /** The connection that caused it. */
  readonly except?: string | undefined;
}

/** Somebody, or everybody, who has to leave a room. */
export interface PuttingOut {
  readonly tenantId: string;
  readonly room: string;
  readonly userId?: string | undefined;
}

const NEWS = 'live.news';
const PUT_OUT = 'live.put-out';

/** Brings news to the connections of every process. */
@Injectable()
export class LiveDelivery implements OnModuleInit {
  constructor(
    private readonly gateway: LiveGateway,
    private readonly rooms: LiveRooms,
    private readonly bus: ProcessBus,
  ) {}

  onModuleInit(): void {
    this.bus.on<News>(NEWS, (news) => this.tellHere(news));
    this.bus.on<PuttingOut>(PUT_OUT, (who) => this.putOutHere(who));
  }

  tell(news: News): void {
    this.tellHere(news);
    this.bus.say(NEWS, news);
  }

  putOut(who: PuttingOut): void {
    this.putOutHere(who);
    this.bus.say(PUT_OUT, who);
  }

  /** To the connections of this process: where each process finds out by itself. */
  tellHere({ room, event, data, except }: News): void {
    const target = this.gateway.io.local.to(room);
    (except === undefined ? target : target.except(except)).emit(event, data);
  }

  private putOutHere({ tenantId, room, userId }: PuttingOut): void {
    for (const connection of this.gateway.inRoom(tenantId, room)) {
      if (userId === undefined || connection.identity.principal.userId === userId) this.rooms.putOut(connection, room);
    }
  }
}
