import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { AssessmentReading } from './assessment-reading.js';
import { AssessmentTaking } from './assessment-taking.js';
import {
  type AssessmentQuery,
  assessmentQuery,
  assessmentResultSchema,
  assessmentSchema,
  type PracticeQuery,
  practiceQuery,
  practiceQuestionSchema,
  type TakeAssessment,
  takeAssessmentSchema,
} from './assessments.schemas.js';
import { PracticeQuestions } from './practice-questions.js';

@Tag('Assessments')
@Controller('assessments')
@NoStore()
export class AssessmentsController {
  constructor(
    private readonly practice: PracticeQuestions,
    private readonly taking: AssessmentTaking,
    private readonly reading: AssessmentReading,
  ) {}

  @Post()
  @Requires(SIGNED_IN)
  @Returns(assessmentResultSchema, { status: 201 })
  @Summary('Grade answers: with our key where the question is ours, else with the key sent along')
  take(@Caller() caller: Principal, @Body({ schema: takeAssessmentSchema }) input: TakeAssessment) {
    return this.taking.run(caller, input);
  }

  @Get()
  @Requires(SIGNED_IN)
  @Returns(assessmentSchema, { list: true })
  @Summary('Assessments of a learner, the newest first')
  list(@Caller() caller: Principal, @Query({ schema: assessmentQuery }) query: AssessmentQuery) {
    return this.reading.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(assessmentResultSchema)
  @Summary('An assessment with its answers')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.reading.get(caller, id);
  }

  @Get('questions')
  @Requires(SIGNED_IN)
  @Returns(practiceQuestionSchema, { list: true })
  @Summary('Questions to practise with, drawn at random, without their keys')
  draw(@Query({ schema: practiceQuery }) query: PracticeQuery) {
    return this.practice.draw(query);
  }
}
