import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CSV } from '../../platform/http/read-csv-body.js';
import { type ImportQuery, importQuery } from '../../platform/http/streams/line-import.js';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Consumes, IgnoresIdempotencyKey, NoStore, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import {
  type Enroll,
  enrollmentCsvSchema,
  type EnrollmentQuery,
  enrollmentQuery,
  enrollmentReportSchema,
  enrollmentSchema,
  enrollSchema,
} from './classes.schemas.js';
import { Enrollments } from './enrollments.js';
import { ImportEnrollments } from './import-enrollments.js';

@Tag('Classes')
@Controller('classes/:id/enrollments')
@NoStore()
export class EnrollmentsController {
  constructor(
    private readonly enrollments: Enrollments,
    private readonly imports: ImportEnrollments,
  ) {}

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

  /** Sending a file twice enrolls nobody twice, so a key is not needed; a report may be larger than what is kept for one. */
  @Post('import')
  @Requires('classes:write')
  @Consumes(CSV)
  @IgnoresIdempotencyKey()
  @Returns(enrollmentReportSchema)
  @Summary('Enroll the people of a class list, all or none unless bad lines are to be skipped')
  import(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: importQuery }) { on_error }: ImportQuery,
    @Body({ schema: enrollmentCsvSchema }) csv: string,
  ) {
    return this.imports.run(caller, id, csv, on_error === 'skip');
  }

  @Delete(':user_id')
  @Requires('classes:write')
  @Returns(undefined)
  @Summary('Take somebody out of a class')
  remove(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Param('user_id', { schema: idParam }) userId: string) {
    return this.enrollments.remove(caller, id, userId);
  }
}
