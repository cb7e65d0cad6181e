import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, IgnoresIdempotencyKey, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { BulkRedrive } from './bulk-redrive.js';
import { DeadLetters } from './dead-letters.js';
import {
  deadLetterDetailSchema,
  type DeadLetterFilter,
  deadLetterFilter,
  type DeadLetterQuery,
  deadLetterQuery,
  deadLetterSchema,
  redriveResultSchema,
} from './dead-letters.schemas.js';

@Tag('Operations')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetters,
    private readonly bulk: BulkRedrive,
  ) {}

  @Get()
  @Requires('operations:read')
  @Returns(deadLetterSchema, { list: true })
  @Summary('Events and jobs that could not be done')
  list(@Caller() caller: Principal, @Query({ schema: deadLetterQuery }) query: DeadLetterQuery) {
    return this.letters.list(caller, query);
  }

  @Get(':id')
  @Requires('operations:read')
  @Returns(deadLetterDetailSchema)
  @Summary('One of them, with what it carried')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.letters.get(caller, id);
  }

  @Post('redrive')
  @Requires('operations:write')
  @IgnoresIdempotencyKey()
  @Returns(redriveResultSchema, { status: 202 })
  @Summary('Try all that match once more, up to 1,000')
  redriveAll(@Caller() caller: Principal, @Body({ schema: deadLetterFilter }) filter: DeadLetterFilter) {
    return this.bulk.run(caller, filter);
  }

  // A second call finds nothing to redrive, so a key would add nothing.
  @Post(':id/redrive')
  @Requires('operations:write')
  @IgnoresIdempotencyKey()
  @Returns(deadLetterSchema, { status: 202 })
  @Summary('Try it once more')
  redrive(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.letters.redrive(caller, id);
  }

  @Delete(':id')
  @Requires('operations:write')
  @Returns(undefined)
  @Summary('Give it up')
  discard(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.letters.discard(caller, id);
  }
}
