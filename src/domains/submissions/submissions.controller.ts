import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AlsoAnswers, Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, HangUp, NoStore, RebuildsRepeats, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { AwaitEvaluation, isDecided } from './await-evaluation.js';
import { EvaluateSubmission } from './evaluate-submission.js';
import { HandIn } from './hand-in.js';
import { SubmissionReading } from './submission-reading.js';
import { submissionSchema } from './submission.view.js';
import {
  type EvaluateInput,
  evaluateSchema,
  type SubmissionQuery,
  submissionQuery,
  type SubmitCodeInput,
  submitCodeSchema,
  type WaitQuery,
  waitQuery,
} from './submissions.schemas.js';

@Tag('Submissions')
@Controller('submissions')
@NoStore()
export class SubmissionsController {
  constructor(
    private readonly handIn: HandIn,
    private readonly reading: SubmissionReading,
    private readonly awaiting: AwaitEvaluation,
    private readonly evaluation: EvaluateSubmission,
  ) {}

  @Post()
  @Requires(SIGNED_IN)
  @RebuildsRepeats()
  @Returns(submissionSchema, { status: 202, description: 'It is queued' })
  @AlsoAnswers({ status: 200, description: 'It was waited for, and is evaluated', schema: submissionSchema })
  @Refuses({ 404: ['EXERCISE_NOT_FOUND'], 429: ['QUOTA_EXCEEDED'] })
  @Summary('Hand in code for an exercise, and wait for its evaluation if you like')
  async submit(
    @Caller() caller: Principal,
    @Body({ schema: submitCodeSchema }) input: SubmitCodeInput,
    @Query({ schema: waitQuery }) { wait: seconds = 0 }: WaitQuery,
    @HangUp() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ) {
    const submission = await this.handIn.run(caller, input, { seconds, signal });
    if (seconds > 0) response.status(isDecided(submission) ? 200 : 202);
    return submission;
  }

  @Get()
  @Requires(SIGNED_IN)
  @Returns(submissionSchema, { list: true })
  @Summary('Submissions, newest first: one’s own, or those of whom one may read')
  list(@Caller() caller: Principal, @Query({ schema: submissionQuery }) query: SubmissionQuery) {
    return this.reading.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(submissionSchema)
  @Summary('A submission and what its tests said, as soon as it is evaluated if you like to wait')
  get(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: waitQuery }) { wait: seconds = 0 }: WaitQuery,
    @HangUp() signal: AbortSignal,
  ) {
    return this.awaiting.run(caller, id, { seconds, signal });
  }

  @Put(':id/evaluate')
  @Requires('submissions:evaluate')
  @Returns(submissionSchema)
  @Summary('Evaluate a submission oneself, or have its tests run again')
  evaluate(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: evaluateSchema }) input: EvaluateInput,
  ) {
    return this.evaluation.run(caller, id, input);
  }
}
