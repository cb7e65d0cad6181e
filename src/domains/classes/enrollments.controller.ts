import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { type Enroll, type EnrollmentQuery, enrollmentQuery, enrollmentSchema, enrollSchema } from './classes.schemas.js';
import { Enrollments } from './enrollments.js';

@Tag('Classes')
@Controller('classes/:id/enrollments')
export class EnrollmentsController {
  constructor(private readonly enrollments: Enrollments) {}

  @Get()
  @Requires('classes:read')
  @Returns(enrollmentSchema, { list: true })
  @Summary('Who is in a class')
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: enrollmentQuery }) query: EnrollmentQuery,
  ) {
    return this.enrollments.list(caller, id, query);
  }

  @Post()
  @Requires('classes:write')
  @Returns(enrollmentSchema, { status: 201 })
  @Summary('Enroll somebody in a class')
  enroll(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Body({ schema: enrollSchema }) input: Enroll) {
    return this.enrollments.enroll(caller, id, input);
  }

  @Delete(':user_id')
  @Requires('classes:write')
  @Returns(undefined)
  @Summary('Take somebody out of a class')
  remove(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Param('user_id', { schema: idParam }) userId: string) {
    return this.enrollments.remove(caller, id, userId);
  }
}
