import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Caller, idParam, NoStore, type Page, type Principal, Refuses, Requires, Returns, SIGNED_IN, Summary, Tag } from 'lectern/sdk';
import { Activities } from '../activity/activities.js';
import { type ActivityQuery, activityQuery, roomActivitySchema, type RoomActivityView } from '../activity/activity.schemas.js';
import { RoomMembers } from './room-members.js';
import { type MemberQuery, memberQuery, memberSchema, roomSchema } from './rooms.schemas.js';

@Tag('Co-learning')
@Controller('colearning/rooms/:id')
@NoStore()
export class CoLearningMembersController {
  constructor(
    private readonly members: RoomMembers,
    private readonly activities: Activities,
  ) {}

  @Post('join')
  @Requires(SIGNED_IN)
  @Returns(roomSchema)
  @Refuses({ 409: ['ROOM_FULL', 'ROOM_CLOSED'] })
  @Summary('Take a place in a room')
  join(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.members.join(caller, id);
  }

  @Post('leave')
  @Requires(SIGNED_IN)
  @Returns(roomSchema)
  @Summary('Leave a room, on every connection')
  leave(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.members.leave(caller, id);
  }

  @Get('members')
  @Requires(SIGNED_IN)
  @Returns(memberSchema, { list: true })
  @Summary('Who is in a room, for its members and whoever looks after it')
  list(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Query({ schema: memberQuery }) query: MemberQuery) {
    return this.members.list(caller, id, query);
  }

  @Delete('members/:user_id')
  @Requires(SIGNED_IN)
  @Returns(undefined)
  @Summary('Put somebody out of a room')
  putOut(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Param('user_id', { schema: idParam }) userId: string) {
    return this.members.putOut(caller, id, userId);
  }

  @Get('activity')
  @Requires(SIGNED_IN)
  @Returns(roomActivitySchema, { list: true })
  @Summary('What happened in a room, newest first, for its members and whoever looks after it')
  async activity(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: activityQuery }) query: ActivityQuery,
  ): Promise<Page<RoomActivityView>> {
    await this.members.assertInside(caller, id);
    return this.activities.list(id, query);
  }
}
