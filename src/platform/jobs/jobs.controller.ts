import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, IgnoresIdempotencyKey, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ForOperatorsToo } from '../permissions/for-operators-too.js';
import { CancelJob } from './cancel-job.js';
import { type JobQuery, jobQuery, jobSchema } from './jobs.schemas.js';
import { OwnJobs } from './own-jobs.js';

@Tag('Operations')
@Controller('jobs')
@ForOperatorsToo()
export class JobsController {
  constructor(
    private readonly jobs: OwnJobs,
    private readonly cancelling: CancelJob,
  ) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(jobSchema, { list: true })
  @Summary("One's own jobs; administrators see all of their institution")
  list(@Caller() caller: Principal, @Query({ schema: jobQuery }) query: JobQuery) {
    return this.jobs.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(jobSchema)
  @Summary('How far a job is, and what came of it')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.jobs.get(caller, id);
  }

  // A second call finds it called off, so a key would add nothing.
  @Post(':id/cancel')
  @Requires(SIGNED_IN)
  @IgnoresIdempotencyKey()
  @Returns(jobSchema, { status: 200 })
  @Refuses({ 409: ['JOB_FINISHED', 'JOB_NOT_CANCELLABLE'] })
  @Summary('Call a job off')
  cancel(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.cancelling.run(caller, id);
  }
}
