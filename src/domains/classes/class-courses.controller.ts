import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { idParam, type PageQuery } from '../../sdk/schemas.js';
import { courseSchema } from '../courses/courses.schemas.js';
import { ClassCourses } from './class-courses.js';
import { classCourseQuery } from './classes.schemas.js';

@Tag('Classes')
@Controller('classes/:id/courses')
export class ClassCoursesController {
  constructor(private readonly courses: ClassCourses) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(courseSchema, { list: true })
  @Summary('What a class works on')
  list(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Query({ schema: classCourseQuery }) query: PageQuery) {
    return this.courses.list(caller, id, query);
  }

  @Put(':course_id')
  @Requires('classes:write')
  @Returns(courseSchema)
  @Summary('Let a class work on a course')
  add(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Param('course_id', { schema: idParam }) courseId: string,
  ) {
    return this.courses.add(caller, id, courseId);
  }

  @Delete(':course_id')
  @Requires('classes:write')
  @Returns(undefined)
  @Summary('Take a course from a class')
  remove(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Param('course_id', { schema: idParam }) courseId: string,
  ) {
    return this.courses.remove(caller, id, courseId);
  }
}
