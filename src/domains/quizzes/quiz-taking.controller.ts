import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { AttemptReading } from './attempt-reading.js';
import { quizAttemptSchema } from './attempt.view.js';
import { BeginAttempt } from './begin-attempt.js';
import { QuizReading } from './quiz-reading.js';
import { openAttemptSchema, quizSchema } from './quiz.view.js';
import { type ChildrenQuery, childrenQuery, type SubmitQuizInput, submitQuizSchema } from './quizzes.schemas.js';
import { quizResultSchema } from './result.view.js';
import { SubmitQuiz } from './submit-quiz.js';

@Tag('Quizzes')
@Controller('quizzes')
@NoStore()
export class QuizTakingController {
  constructor(
    private readonly reading: QuizReading,
    private readonly attempts: AttemptReading,
    private readonly beginning: BeginAttempt,
    private readonly submission: SubmitQuiz,
  ) {}

  @Post('submit')
  @Requires(SIGNED_IN)
  @Limit('quiz_submit')
  @Returns(quizResultSchema)
  @Refuses({ 403: ['PREMIUM_REQUIRED'], 409: ['QUIZ_CLOSED', 'TIME_LIMIT_EXCEEDED', 'ATTEMPTS_EXHAUSTED'] })
  @Summary('Hand in answers, and be graded')
  submit(@Caller() caller: Principal, @Body({ schema: submitQuizSchema }) input: SubmitQuizInput) {
    return this.submission.run(caller, input);
  }

  @Post(':id/attempts')
  @Requires(SIGNED_IN)
  @Limit('quiz_read')
  @Returns(openAttemptSchema)
  @Refuses({ 403: ['PREMIUM_REQUIRED'], 409: ['QUIZ_CLOSED', 'ATTEMPTS_EXHAUSTED'] })
  @Summary('Begin an attempt, or go on with the open one')
  begin(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.beginning.run(caller, id);
  }

  @Get('attempts/:user_id/:quiz_id')
  @Requires(SIGNED_IN)
  @Limit('quiz_attempts')
  @Returns(quizAttemptSchema, { list: true })
  @Summary('Somebody’s attempts at a quiz, in order')
  attemptsOf(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Param('quiz_id', { schema: idParam }) quizId: string,
    @Query({ schema: childrenQuery }) query: ChildrenQuery,
  ) {
    return this.attempts.of(caller, userId, quizId, query);
  }

  @Get('user/:user_id/course/:course_id')
  @Requires(SIGNED_IN)
  @Limit('quiz_list')
  @Returns(quizSchema, { list: true })
  @Summary('The quizzes of a course that somebody may take')
  ofCourse(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Param('course_id', { schema: idParam }) courseId: string,
    @Query({ schema: childrenQuery }) query: ChildrenQuery,
  ) {
    return this.reading.ofCourse(caller, userId, courseId, query);
  }
}
