import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Limit, Public, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ChapterReading } from './chapter-reading.js';
import { CourseAuthoring } from './course-authoring.js';
import { CourseCatalogue } from './course-catalogue.js';
import {
  type CourseQuery,
  courseQuery,
  courseSchema,
  courseWithChaptersSchema,
  type CreateCourse,
  createCourseSchema,
  type OneCourseQuery,
  oneCourseQuery,
  type UpdateCourse,
  updateCourseSchema,
} from './courses.schemas.js';

const OPEN_CATALOGUE = 'The catalogue of published courses is open to everybody';

@Tag('Courses')
@Controller('courses')
export class CoursesController {
  constructor(
    private readonly catalogue: CourseCatalogue,
    private readonly chapters: ChapterReading,
    private readonly authoring: CourseAuthoring,
  ) {}

  @Get()
  @Public(OPEN_CATALOGUE)
  @Limit('catalogue')
  @Returns(courseSchema, { list: true })
  @Summary('Published courses; staff see drafts too')
  list(@Caller() caller: Principal | undefined, @Query({ schema: courseQuery }) query: CourseQuery) {
    return this.catalogue.list(caller, query);
  }

  @Get(':id')
  @Public(OPEN_CATALOGUE)
  @Limit('catalogue')
  @Returns(courseWithChaptersSchema)
  @Summary('A course, with its chapters if asked for')
  get(
    @Caller() caller: Principal | undefined,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: oneCourseQuery }) query: OneCourseQuery,
  ) {
    return this.chapters.courseWith(caller, id, query);
  }

  @Post()
  @Requires('courses:write')
  @Returns(courseSchema, { status: 201 })
  @Summary('Begin a course, as a draft')
  create(@Body({ schema: createCourseSchema }) input: CreateCourse) {
    return this.authoring.create(input);
  }

  @Patch(':id')
  @Requires('courses:write')
  @Returns(courseSchema)
  @Summary('Change a part of a course')
  update(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateCourseSchema }) input: UpdateCourse) {
    return this.authoring.update(id, input);
  }

  @Put(':id')
  @Requires('courses:write')
  @Returns(courseSchema)
  @Summary('Change a part of a course')
  replace(@Param('id', { schema: idParam }) id: string, @Body({ schema: updateCourseSchema }) input: UpdateCourse) {
    return this.authoring.update(id, input);
  }

  @Delete(':id')
  @Requires('courses:write')
  @Returns(undefined)
  @Summary('Delete a course that nobody has progress in')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }

  @Post(':id/publish')
  @Requires('courses:write')
  @Returns(courseSchema)
  @Summary('Show a course to learners')
  publish(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.publish(id);
  }

  @Post(':id/unpublish')
  @Requires('courses:write')
  @Returns(courseSchema)
  @Summary('Make a course a draft again')
  unpublish(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.unpublish(id);
  }
}
