import { Body, Controller, Param, Post } from '@nestjs/common';
import { jobSchema } from '../../../platform/jobs/jobs.schemas.js';
import { Refuses, Summary, Tag } from '../../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns } from '../../../sdk/http.js';
import { type Principal } from '../../../sdk/principal.js';
import { idParam } from '../../../sdk/schemas.js';
import { type RegradeSubmissionsInput, regradeSubmissionsSchema } from '../submissions.schemas.js';
import { RegradeExercise } from './regrade-exercise.js';

@Tag('Submissions')
@Controller('exercises/:id/regrade')
@NoStore()
export class RegradingSubmissionsController {
  constructor(private readonly regrading: RegradeExercise) {}

  @Post()
  @Requires('submissions:evaluate')
  @Returns(jobSchema, { status: 202 })
  @Refuses({ 404: ['EXERCISE_NOT_FOUND'] })
  @Summary('Run the tests of an exercise on what was handed in, as a job that counts what changed')
  request(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: regradeSubmissionsSchema }) input: RegradeSubmissionsInput,
  ) {
    return this.regrading.request(caller, id, input);
  }
}
