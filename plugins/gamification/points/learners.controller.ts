import { Controller, Get, Param } from '@nestjs/common';
import { Caller, idParam, NoStore, type Principal, Requires, Returns, SIGNED_IN, Summary, Tag } from 'lectern/sdk';
import { achievementSchema, earnedBadgeSchema } from '../badges/badges.schemas.js';
import { LearnerRecords } from './learner-records.js';
import { pointsSchema } from './points.schemas.js';

@Tag('Gamification')
@Controller('gamification/users/:id')
@NoStore()
export class GamificationLearnersController {
  constructor(private readonly records: LearnerRecords) {}

  @Get('points')
  @Requires(SIGNED_IN)
  @Returns(pointsSchema)
  @Summary('Points of a learner')
  points(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.records.points(caller, id);
  }

  @Get('badges')
  @Requires(SIGNED_IN)
  @Returns(earnedBadgeSchema, { list: true })
  @Summary('Badges a learner has')
  badges(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.records.badges(caller, id);
  }

  @Get('achievements')
  @Requires(SIGNED_IN)
  @Returns(achievementSchema, { list: true })
  @Summary('Every badge, and how far a learner is')
  achievements(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.records.achievements(caller, id);
  }
}
