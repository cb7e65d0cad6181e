import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam, queryInteger } from '../../sdk/schemas.js';
import { checkReportSchema } from './check-report.schemas.js';
import { ExerciseAuthoring } from './exercise-authoring.js';
import { ExerciseVersions } from './exercise-versions.js';
import {
  checkedExerciseSchema,
  exerciseSchema,
  type VersionQuery,
  versionQuery,
  versionSchema,
  wholeVersionSchema,
} from './exercises.schemas.js';

const versionParam = queryInteger(1, 2_147_483_647);

@Tag('Exercises')
@Controller('exercises')
@NoStore()
export class ExercisePublishingController {
  constructor(
    private readonly authoring: ExerciseAuthoring,
    private readonly versions: ExerciseVersions,
  ) {}

  @Post(':id/check')
  @Requires('exercises:write')
  @Returns(checkReportSchema, { status: 200 })
  @Summary('Run an exercise’s own solution against its tests')
  @Refuses({ 409: ['EXERCISE_CHANGED'], 429: ['QUOTA_EXCEEDED'], 503: ['DEPENDENCY_UNAVAILABLE'] })
  check(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.authoring.check(caller, id);
  }

  @Post(':id/publish')
  @Requires('exercises:write')
  @Returns(checkedExerciseSchema, { status: 200 })
  @Summary('Show an exercise to learners, if its own solution passes its tests')
  @Refuses({ 409: ['EXERCISE_CHANGED'], 429: ['QUOTA_EXCEEDED'], 503: ['DEPENDENCY_UNAVAILABLE'] })
  publish(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.authoring.publish(caller, id);
  }

  @Post(':id/unpublish')
  @Requires('exercises:write')
  @Returns(exerciseSchema, { status: 200 })
  @Summary('Make an exercise a draft again')
  unpublish(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.authoring.unpublish(caller, id);
  }

  @Get(':id/versions')
  @Requires('exercises:write')
  @Returns(versionSchema, { list: true })
  @Summary('What an exercise was graded by, the latest first')
  list(@Param('id', { schema: idParam }) id: string, @Query({ schema: versionQuery }) query: VersionQuery) {
    return this.versions.list(id, query);
  }

  @Get(':id/versions/:version')
  @Requires('exercises:write')
  @Returns(wholeVersionSchema)
  @Summary('A version of an exercise, with its tests and solution')
  version(@Param('id', { schema: idParam }) id: string, @Param('version', { schema: versionParam }) version: number) {
    return this.versions.get(id, version);
  }
}
