import { Module } from '@nestjs/common';
import { Activities } from './activity/activities.js';
import { CoLearningLifecycle } from './co-learning.lifecycle.js';
import { CoLearningRooms } from './live/colearning-rooms.js';
import { CloseRooms } from './rooms/close-rooms.js';
import { RoomAccess } from './rooms/room-access.js';
import { CoLearningMembersController } from './rooms/room-members.controller.js';
import { RoomMembers } from './rooms/room-members.js';
import { CoLearningRoomsController } from './rooms/rooms.controller.js';
import { Rooms } from './rooms/rooms.js';
import { CoLearningEvents } from './upkeep/co-learning-events.controller.js';
import { LostAccess } from './upkeep/lost-access.js';
import { TendRooms } from './upkeep/tend-rooms.js';

@Module({
  controllers: [CoLearningRoomsController, CoLearningMembersController, CoLearningEvents],
  providers: [Activities, CloseRooms, CoLearningLifecycle, CoLearningRooms, LostAccess, RoomAccess, RoomMembers, Rooms, TendRooms],
})
export class CoLearningModule {}
