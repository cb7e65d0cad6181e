import { Body, Controller, Delete, Get, Param, Patch, Put } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, Public, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ChapterAuthoring } from './chapter-authoring.js';
import { ChapterReading } from './chapter-reading.js';
import { chapterSchema, type UpdateChapter, updateChapterSchema } from './courses.schemas.js';

const OPEN_CHAPTERS = 'The chapters of published courses are open to everybody';

@Tag('Courses')
@Controller('chapters')
export class ChaptersController {
  constructor(
    private readonly reading: ChapterReading,
    private readonly authoring: ChapterAuthoring,
  ) {}

  @Get(':id')
  @Public(OPEN_CHAPTERS)
  @Limit('catalogue')
  @Returns(chapterSchema)
  @Summary('A chapter')
  get(@Caller() caller: Principal | undefined, @Param('id', { schema: idParam }) id: string) {
    return this.reading.get(caller, id);
  }

  @Get(':id/next')
  @Public(OPEN_CHAPTERS)
  @Limit('catalogue')
  @Returns(chapterSchema)
  @Summary('The chapter after this one')
  next(@Caller() caller: Principal | undefined, @Param('id', { schema: idParam }) id: string) {
    return this.reading.beside(caller, id, 1);
  }

  @Get(':id/previous')
  @Public(OPEN_CHAPTERS)
  @Limit('catalogue')
  @Returns(chapterSchema)
  @Summary('The chapter before this one')
  previous(@Caller() caller: Principal | undefined, @Param('id', { schema: idParam }) id: string) {
    return this.reading.beside(caller, id, -1);
  }

  @Patch(':id')
  @Requires('courses:write')
  @Returns(chapterSchema)
  @Summary('Change a part of a chapter')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateChapterSchema }) input: UpdateChapter) {
    return this.authoring.update(id, input);
  }

  @Put(':id')
  @Requires('courses:write')
  @Returns(chapterSchema)
  @Summary('Change a part of a chapter')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateChapterSchema }) input: UpdateChapter) {
    return this.authoring.update(id, input);
  }

  @Delete(':id')
  @Requires('courses:write')
  @Returns(undefined)
  @Summary('Delete a chapter')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }
}
