import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { NoStore, Requires, Returns } from '../../sdk/http.js';
import { idParam } from '../../sdk/schemas.js';
import { QuestionAuthoring } from './question-authoring.js';
import { QuestionListing } from './question-listing.js';
import {
  type CreateQuestion,
  createQuestionSchema,
  type QuestionQuery,
  questionQuery,
  questionSchema,
  type UpdateQuestion,
  updateQuestionSchema,
} from './question.schemas.js';

@Tag('Questions')
@Controller('questions')
@NoStore()
export class QuestionsController {
  constructor(
    private readonly listing: QuestionListing,
    private readonly authoring: QuestionAuthoring,
  ) {}

  @Get()
  @Requires('quizzes:write')
  @Returns(questionSchema, { list: true })
  @Summary('The question bank, with keys')
  list(@Query({ schema: questionQuery }) query: QuestionQuery) {
    return this.listing.list(query);
  }

  @Get(':id')
  @Requires('quizzes:write')
  @Returns(questionSchema)
  @Summary('A question, with its key')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.listing.get(id);
  }

  @Post()
  @Requires('quizzes:write')
  @Returns(questionSchema, { status: 201 })
  @Summary('Write a question')
  create(@Body({ schema: createQuestionSchema }) input: CreateQuestion) {
    return this.authoring.create(input);
  }

  @Patch(':id')
  @Requires('quizzes:write')
  @Returns(questionSchema)
  @Summary('Change a part of a question; what is answered already stays graded as it was')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateQuestionSchema }) input: UpdateQuestion) {
    return this.authoring.update(id, input);
  }

  @Put(':id')
  @Requires('quizzes:write')
  @Returns(questionSchema)
  @Summary('Change a part of a question; what is answered already stays graded as it was')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateQuestionSchema }) input: UpdateQuestion) {
    return this.authoring.update(id, input);
  }

  @Delete(':id')
  @Requires('quizzes:write')
  @Returns(undefined)
  @Summary('Delete a question that no quiz asks')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }
}
