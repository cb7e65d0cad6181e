import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CodeExecutionModule } from '../code-execution/code-execution.module.js';
import { ExerciseCollectionsController } from './collection/exercise-collections.controller.js';
import { ExportExercises } from './collection/export-exercises.js';
import { ImportExercises } from './collection/import-exercises.js';
import { ExerciseAuthoring } from './exercise-authoring.js';
import { ExerciseChecking } from './exercise-checking.js';
import { ExerciseHints } from './exercise-hints.js';
import { ExerciseLanguages } from './exercise-languages.js';
import { ExerciseListing } from './exercise-listing.js';
import { ExercisePublishingController } from './exercise-publishing.controller.js';
import { ExerciseReading } from './exercise-reading.js';
import { ExerciseStore } from './exercise-store.js';
import { ExerciseVersions } from './exercise-versions.js';
import { Exercises } from './exercises.js';
import { ExercisesController } from './exercises.controller.js';
import { exercisePermissions } from './exercises.permissions.js';
import { exercisePersonalData } from './exercises.personal-data.js';

const writing = [ExerciseStore, ExerciseLanguages, ExerciseChecking, ExerciseAuthoring];
const collections = [ImportExercises, ExportExercises];
const reading = [ExerciseListing, Exercises, ExerciseReading, ExerciseVersions, ExerciseHints];

/** Exercises in programming: what they ask, and what they are graded by. */
@Module({
  imports: [CodeExecutionModule],
  controllers: [ExercisesController, ExercisePublishingController, ExerciseCollectionsController],
  providers: [...reading, ...writing, ...collections],
  exports: [Exercises, ExerciseReading, ExerciseHints, ImportExercises, ExportExercises],
})
export class ExercisesModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(exercisePermissions);
    personalData.declare('exercises', 'core', exercisePersonalData);
  }
}
