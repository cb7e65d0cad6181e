import { Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { CompleteChapter } from './complete-chapter.js';
import { ProgressReading } from './progress-reading.js';
import { completionSchema, type ProgressQuery, progressQuery, streakResetSchema, userProgressSchema } from './progress.schemas.js';
import { ProgressSummary } from './progress-summary.js';
import { ResetStreak } from './reset-streak.js';
import { progressSummarySchema } from './summary.schemas.js';

@Tag('Progress')
@Controller('progress/:user_id')
@NoStore()
export class ProgressController {
  constructor(
    private readonly completions: CompleteChapter,
    private readonly reading: ProgressReading,
    private readonly resets: ResetStreak,
    private readonly summaries: ProgressSummary,
  ) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(progressSummarySchema)
  @Summary('Everything known of somebody’s progress')
  summary(@Caller() caller: Principal, @Param('user_id', { schema: idParam }) userId: string) {
    return this.summaries.of(caller, userId);
  }

  @Post('courses/:course_id/chapters/:chapter_id')
  @Requires(SIGNED_IN)
  @Limit('chapter_complete', { freeRepeats: true })
  @Returns(completionSchema)
  @Summary('Complete a chapter oneself, once ever')
  complete(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Param('course_id', { schema: idParam }) courseId: string,
    @Param('chapter_id', { schema: idParam }) chapterId: string,
  ) {
    return this.completions.run(caller, { userId, courseId, chapterId });
  }

  @Get('courses')
  @Requires(SIGNED_IN)
  @Limit('all_progress')
  @Returns(userProgressSchema, { list: true })
  @Summary('Progress in every course begun')
  ofAllCourses(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Query({ schema: progressQuery }) query: ProgressQuery,
  ) {
    return this.reading.ofAllCourses(caller, userId, query);
  }

  @Get('courses/:course_id')
  @Requires(SIGNED_IN)
  @Limit('course_progress')
  @Returns(userProgressSchema)
  @Summary('Progress in a course')
  ofCourse(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Param('course_id', { schema: idParam }) courseId: string,
  ) {
    return this.reading.ofCourse(caller, userId, courseId);
  }

  @Put('streak/reset')
  @Requires(SIGNED_IN)
  @Limit('streak_reset')
  @Returns(streakResetSchema)
  @Summary('Start the own streak anew')
  resetStreak(@Caller() caller: Principal, @Param('user_id', { schema: idParam }) userId: string) {
    return this.resets.run(caller, userId);
  }
}
