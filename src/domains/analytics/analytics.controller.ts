import { Controller, Get, Param, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ExerciseStatistics } from './exercise-statistics.js';
import { exerciseStatsSchema } from './exercises.schemas.js';
import { Leaderboard } from './leaderboard.js';
import { leaderboardEntrySchema, type LeaderboardQuery, leaderboardQuery } from './leaderboard.schemas.js';
import { Overview } from './overview.js';
import { type OverviewQuery, overviewQuery, overviewSchema } from './overview.schemas.js';
import { StudentAnalytics } from './student-analytics.js';
import { studentProgressSchema, studentStatsSchema } from './students.schemas.js';

@Tag('Analytics')
@Controller('analytics')
@NoStore()
export class AnalyticsController {
  constructor(
    private readonly students: StudentAnalytics,
    private readonly exercises: ExerciseStatistics,
    private readonly leaderboards: Leaderboard,
    private readonly overviews: Overview,
  ) {}

  @Get('students/:id/progress')
  @Requires(SIGNED_IN)
  @Returns(studentProgressSchema)
  @Summary('How far a student is')
  progress(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.students.progress(caller, id);
  }

  @Get('students/:id/stats')
  @Requires(SIGNED_IN)
  @Returns(studentStatsSchema)
  @Summary('The figures of a student')
  stats(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.students.stats(caller, id);
  }

  @Get('exercises/:id/stats')
  @Requires(SIGNED_IN)
  @Returns(exerciseStatsSchema)
  @Summary('How an exercise goes')
  exercise(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.exercises.of(caller, id);
  }

  @Get('leaderboard')
  @Requires(SIGNED_IN)
  @Returns(leaderboardEntrySchema, { list: true })
  @Summary('Who has completed most exercises, and best')
  leaderboard(@Caller() caller: Principal, @Query({ schema: leaderboardQuery }) { limit }: LeaderboardQuery) {
    return this.leaderboards.list(caller, limit);
  }

  @Get('overview')
  @Requires('analytics:read')
  @Returns(overviewSchema)
  @Summary('What the learners of the institution do, all together')
  overview(@Query({ schema: overviewQuery }) query: OverviewQuery) {
    return this.overviews.of(query);
  }
}
