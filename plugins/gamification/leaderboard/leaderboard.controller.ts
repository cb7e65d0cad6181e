import { Controller, Get, Query } from '@nestjs/common';
import { Caller, NoStore, type Principal, Requires, Returns, SIGNED_IN, Summary, Tag } from 'lectern/sdk';
import { Leaderboard } from './leaderboard.js';
import { type LeaderboardQuery, leaderboardQuery, leaderboardRowSchema } from './leaderboard.schemas.js';

@Tag('Gamification')
@Controller('gamification/leaderboard')
@NoStore()
export class GamificationLeaderboardController {
  constructor(private readonly leaderboard: Leaderboard) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(leaderboardRowSchema, { list: true })
  @Summary('Who has the most points')
  list(@Caller() caller: Principal, @Query({ schema: leaderboardQuery }) query: LeaderboardQuery) {
    return this.leaderboard.list(caller, query);
  }
}
