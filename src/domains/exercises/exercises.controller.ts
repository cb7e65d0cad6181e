import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { ExerciseAuthoring } from './exercise-authoring.js';
import { ExerciseHints } from './exercise-hints.js';
import { ExerciseReading } from './exercise-reading.js';
import {
  checkedExerciseSchema,
  type CreateExercise,
  createExerciseSchema,
  type ExerciseQuery,
  exerciseQuery,
  exerciseSchema,
  type Reveal,
  revealedHintSchema,
  revealSchema,
  type UpdateExercise,
  updateExerciseSchema,
} from './exercises.schemas.js';

/** What running a solution may be refused with. */
const RUNNING = { 429: ['QUOTA_EXCEEDED'], 503: ['DEPENDENCY_UNAVAILABLE'] };
const CHANGED = { 409: ['EXERCISE_CHANGED', 'SLUG_TAKEN'], ...RUNNING };

@Tag('Exercises')
@Controller('exercises')
@NoStore()
export class ExercisesController {
  constructor(
    private readonly reading: ExerciseReading,
    private readonly authoring: ExerciseAuthoring,
    private readonly hints: ExerciseHints,
  ) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(exerciseSchema, { list: true })
  @Summary('Exercises: published ones, and drafts too for staff')
  list(@Caller() caller: Principal, @Query({ schema: exerciseQuery }) query: ExerciseQuery) {
    return this.reading.list(caller, query);
  }

  @Get(':id')
  @Requires(SIGNED_IN)
  @Returns(exerciseSchema)
  @Summary('An exercise; with its solution and hidden tests for staff')
  get(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.reading.get(caller, id);
  }

  @Post()
  @Requires('exercises:write')
  @Returns(checkedExerciseSchema, { status: 201 })
  @Summary('Write an exercise; its own solution, if there is one, is run against its tests')
  @Refuses({ 409: ['SLUG_TAKEN'], ...RUNNING })
  create(@Caller() caller: Principal, @Body({ schema: createExerciseSchema }) input: CreateExercise) {
    return this.authoring.create(caller, input);
  }

  @Patch(':id')
  @Requires('exercises:write')
  @Returns(exerciseSchema)
  @Summary('Change a part of an exercise; what is handed in already stays graded as it was')
  @Refuses(CHANGED)
  update(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: updateExerciseSchema }) input: UpdateExercise,
  ) {
    return this.authoring.update(caller, id, input);
  }

  @Put(':id')
  @Requires('exercises:write')
  @Returns(exerciseSchema)
  @Summary('Change a part of an exercise; what is handed in already stays graded as it was')
  @Refuses(CHANGED)
  replace(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: updateExerciseSchema }) input: UpdateExercise,
  ) {
    return this.authoring.update(caller, id, input);
  }

  @Delete(':id')
  @Requires('exercises:write')
  @Returns(undefined)
  @Summary('Take an exercise out of view; what learners achieved in it stays')
  delete(@Param('id', { schema: idParam }) id: string) {
    return this.authoring.delete(id);
  }

  @Post(':id/hints')
  @Requires(SIGNED_IN)
  @Returns(revealedHintSchema, { status: 201 })
  @Summary('Reveal the next hint; it may cost points of later submissions')
  reveal(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string, @Body({ schema: revealSchema }) reveal: Reveal) {
    return this.hints.reveal(caller, id, reveal);
  }
}
