import { Body, Controller, Param, Post } from '@nestjs/common';
import { jobSchema } from '../../../platform/jobs/jobs.schemas.js';
import { Summary, Tag } from '../../../sdk/documentation.js';
import { Caller, IgnoresIdempotencyKey, NoStore, Requires, Returns } from '../../../sdk/http.js';
import { type Principal } from '../../../sdk/principal.js';
import { idParam } from '../../../sdk/schemas.js';
import { type RegradeInput, regradeSchema } from '../quizzes.schemas.js';
import { RegradeQuiz } from './regrade-quiz.js';
import { regradePreviewSchema } from './regrade.view.js';

@Tag('Quizzes')
@Controller('quizzes/:id/regrade')
@NoStore()
export class RegradingController {
  constructor(private readonly regrading: RegradeQuiz) {}

  @Post()
  @Requires('quizzes:write')
  @Returns(jobSchema, { status: 202 })
  @Summary('Regrade attempts by a corrected key, as a job; every earlier grade is kept')
  request(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Body({ schema: regradeSchema }) input: RegradeInput) {
    return this.regrading.request(caller, id, input);
  }

  @Post('preview')
  @Requires('quizzes:write')
  @IgnoresIdempotencyKey()
  @Returns(regradePreviewSchema)
  @Summary('What regrading by a corrected key would change; changes nothing')
  preview(@Param('id', { schema: idParam }) id: string, @Body({ schema: regradeSchema }) input: RegradeInput) {
    return this.regrading.preview(id, input);
  }
}
