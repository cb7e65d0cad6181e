import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, Public, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ChapterAuthoring } from './chapter-authoring.js';
import { ChapterReading } from './chapter-reading.js';
import {
  type ChapterOrder,
  chapterOrderSchema,
  type ChapterQuery,
  chapterQuery,
  chapterSchema,
  type CreateChapter,
  createChapterSchema,
} from './courses.schemas.js';

@Tag('Courses')
@Controller('courses/:id/chapters')
export class CourseChaptersController {
  constructor(
    private readonly reading: ChapterReading,
    private readonly authoring: ChapterAuthoring,
  ) {}

  @Get()
  @Public('The chapters of published courses are open to everybody')
  @Limit('catalogue')
  @Returns(chapterSchema, { list: true })
  @Summary('Chapters of a course, in order')
  list(
    @Caller() caller: Principal | undefined,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: chapterQuery }) query: ChapterQuery,
  ) {
    return this.reading.ofCourse(caller, id, query);
  }

  @Post()
  @Requires('courses:write')
  @Returns(chapterSchema, { status: 201 })
  @Summary('Add a chapter, at the end or at a place')
  create(@Param('id', { schema: idParam }) id: string, @Body({ schema: createChapterSchema }) input: CreateChapter) {
    return this.authoring.create(id, input);
  }

  @Put('order')
  @Requires('courses:write')
  @Returns(chapterSchema, { list: true })
  @Summary('Put all chapters of a course in order')
  reorder(@Param('id', { schema: idParam }) id: string, @Body({ schema: chapterOrderSchema }) { chapter_ids }: ChapterOrder) {
    return this.authoring.reorder(id, chapter_ids);
  }
}
