import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, NoStore, Public, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { QuizAuthoring } from './quiz-authoring.js';
import { QuizReading } from './quiz-reading.js';
import { quizSchema } from './quiz.view.js';
import { type CreateQuiz, createQuizSchema, type QuizQuery, quizQuery, type UpdateQuiz, updateQuizSchema } from './quizzes.schemas.js';

@Tag('Quizzes')
@Controller('quizzes')
@NoStore()
export class QuizzesController {
  constructor(
    private readonly reading: QuizReading,
    private readonly authoring: QuizAuthoring,
  ) {}

  @Get()
  @Requires('quizzes:write')
  @Returns(quizSchema, { list: true })
  @Summary('Every quiz, with its keys')
  list(@Query({ schema: quizQuery }) query: QuizQuery) {
    return this.authoring.list(query);
  }

  @Post()
  @Requires('quizzes:write')
  @Returns(quizSchema, { status: 201 })
  @Summary('Write a quiz of fixed questions, drawn ones, or both')
  create(@Body({ schema: createQuizSchema }) input: CreateQuiz) {
    return this.authoring.create(input);
  }

  @Get(':id')
  @Public('The quizzes of published courses are open to everybody, premium ones excepted')
  @Limit('quiz_read')
  @Returns(quizSchema)
  @Refuses({ 403: ['PREMIUM_REQUIRED'] })
  @Summary('A quiz; reading a timed or drawn one begins a student’s attempt')
  get(@Caller() caller: Principal | undefined, @Param('id', { schema: idParam }) id: string) {
    return this.reading.get(caller, id);
  }

  @Patch(':id')
  @Requires('quizzes:write')
  @Returns(quizSchema)
  @Summary('Change a part of a quiz; attempts that were begun keep theirs')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateQuizSchema }) input: UpdateQuiz) {
    return this.authoring.update(id, input);
  }

  @Put(':id')
  @Requires('quizzes:write')
  @Returns(quizSchema)
  @Summary('Change a part of a quiz; attempts that were begun keep theirs')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateQuizSchema }) input: UpdateQuiz) {
    return this.authoring.update(id, input);
  }

  @Delete(':id')
  @Requires('quizzes:write')
  @Returns(undefined)
  @Summary('Delete a quiz that nobody has attempted')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }
}
