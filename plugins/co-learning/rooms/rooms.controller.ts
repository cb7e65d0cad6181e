import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Caller, idParam, NoStore, type Principal, Refuses, Requires, Returns, SIGNED_IN, Summary, Tag } from 'lectern/sdk';
import { CloseRooms } from './close-rooms.js';
import { RoomAccess } from './room-access.js';
import { Rooms } from './rooms.js';
import {
  type CreateRoom,
  createRoomSchema,
  type RoomQuery,
  roomQuery,
  roomSchema,
  type UpdateRoom,
  updateRoomSchema,
} from './rooms.schemas.js';

@Tag('Co-learning')
@Controller('colearning/rooms')
@NoStore()
export class CoLearningRoomsController {
  constructor(
    private readonly rooms: Rooms,
    private readonly access: RoomAccess,
    private readonly closing: CloseRooms,
  ) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(roomSchema, { list: true })
  @Summary('The rooms one may join: those for everybody, and those of the own classes')
  list(@Caller() caller: Principal, @Query({ schema: roomQuery }) query: RoomQuery) {
    return this.rooms.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(roomSchema)
  @Summary('A room')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.access.find(caller, id);
  }

  @Post()
  @Requires(SIGNED_IN)
  @Returns(roomSchema, { status: 201 })
  @Summary('Open a room')
  create(@Caller() caller: Principal, @Body({ schema: createRoomSchema }) input: CreateRoom) {
    return this.rooms.create(caller, input);
  }

  @Patch(':id')
  @Requires(SIGNED_IN)
  @Returns(roomSchema)
  @Refuses({ 409: ['ROOM_CLOSED'] })
  @Summary('Change a part of a room')
  update(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Body({ schema: updateRoomSchema }) input: UpdateRoom) {
    return this.rooms.update(caller, id, input);
  }

  @Put(':id')
  @Requires(SIGNED_IN)
  @Returns(roomSchema)
  @Refuses({ 409: ['ROOM_CLOSED'] })
  @Summary('Change a part of a room')
  replace(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: updateRoomSchema }) input: UpdateRoom,
  ) {
    return this.rooms.update(caller, id, input);
  }

  @Delete(':id')
  @Requires(SIGNED_IN)
  @Returns(undefined)
  @Summary('Close a room; what happened in it can be read for a while')
  close(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.closing.close(caller, id);
  }
}
