import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { RecordAdding } from './record-adding.js';
import { RecordReading } from './record-reading.js';
import { type AddRecord, addRecordSchema, progressRecordSchema, type RecordsQuery, recordsQuery } from './records.schemas.js';

@Tag('Progress')
@Controller('progress')
@NoStore()
export class RecordsController {
  constructor(
    private readonly adding: RecordAdding,
    private readonly reading: RecordReading,
  ) {}

  @Post('records')
  @Requires(SIGNED_IN)
  @Returns(progressRecordSchema, { status: 201 })
  @Summary('Write down what was learned elsewhere')
  add(@Caller() caller: Principal, @Body({ schema: addRecordSchema }) input: AddRecord) {
    return this.adding.run(caller, input);
  }

  @Get(':user_id/records')
  @Requires(SIGNED_IN)
  @Returns(progressRecordSchema, { list: true })
  @Summary('Records and assessments, the newest first')
  list(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Query({ schema: recordsQuery }) query: RecordsQuery,
  ) {
    return this.reading.list(caller, userId, query);
  }
}
