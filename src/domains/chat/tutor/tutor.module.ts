import { Module } from '@nestjs/common';
import { ExercisesModule } from '../../exercises/exercises.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { Tutor } from '../tutor.js';
import { CourseAnswers } from './course-answers.js';
import { ExerciseHelp } from './exercise-help.js';
import { NextHint } from './next-hint.js';
import { OwnProgress } from './own-progress.js';
import { PassageSearch } from './passage-search.js';
import { RulesTutor } from './rules-tutor.js';

/** The engine `rules`: what stands behind the port `Tutor` unless something else is bound to it. */
@Module({
  imports: [ExercisesModule, ProgressModule],
  providers: [PassageSearch, CourseAnswers, NextHint, ExerciseHelp, OwnProgress, { provide: Tutor, useClass: RulesTutor }],
  exports: [Tutor],
})
export class TutorModule {}
