import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { type ImportQuery, importQuery } from '../../platform/http/streams/line-import.js';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Consumes, NoStore, Requires, Returns } from '../../sdk/http.js';
import { idParam } from '../../sdk/schemas.js';
import { ImportQuestions } from './import-questions.js';
import { QuestionAuthoring } from './question-authoring.js';
import { QuestionListing } from './question-listing.js';
import { questionReportSchema } from './question-import.schemas.js';
import {
  type CreateQuestion,
  createQuestionSchema,
  questionExportQuery,
  type QuestionFilters,
  type QuestionQuery,
  questionQuery,
  questionSchema,
  type UpdateQuestion,
  updateQuestionSchema,
} from './question.schemas.js';

const NDJSON = 'application/x-ndjson';

@Tag('Questions')
@Controller('questions')
@NoStore()
export class QuestionsController {
  constructor(
    private readonly listing: QuestionListing,
    private readonly authoring: QuestionAuthoring,
    private readonly imports: ImportQuestions,
  ) {}

  @Get()
  @Requires('quizzes:write')
  @Returns(questionSchema, { list: true })
  @Summary('The question bank, with keys')
  list(@Query({ schema: questionQuery }) query: QuestionQuery) {
    return this.listing.list(query);
  }

  @Post('import')
  @Requires('quizzes:write')
  @Consumes(NDJSON, 'application/octet-stream')
  @Returns(questionReportSchema)
  @Summary('Write the questions of a file, a question a line: all or none, unless bad lines are to be left out')
  import(@Query({ schema: importQuery }) { on_error }: ImportQuery) {
    return this.imports.run(on_error === 'skip');
  }

  @Get(':id')
  @Requires('quizzes:write')
  @Returns(questionSchema)
  @Summary('A question, with its key')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.listing.get(id);
  }

  @Get('export')
  @Requires('quizzes:write')
  @Returns(questionSchema, { stream: NDJSON })
  @Summary('The question bank, or what fits of it, a question a line, as an import takes them')
  export(@Query({ schema: questionExportQuery }) filters: QuestionFilters) {
    return this.listing.export(filters);
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
