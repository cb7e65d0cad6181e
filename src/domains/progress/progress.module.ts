import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { CompleteChapter } from './complete-chapter.js';
import { ExerciseEvaluations } from './exercise-evaluations.js';
import { OwnProgressController } from './own-progress.controller.js';
import { ProgressReading } from './progress-reading.js';
import { ProgressSummary } from './progress-summary.js';
import { ProgressController } from './progress.controller.js';
import { ProgressEvents } from './progress.events.js';
import { progressPersonalData } from './progress.personal-data.js';
import { CourseProgress } from './projections/course-progress.js';
import { ExerciseProgress } from './projections/exercise-progress.js';
import { StoredRows } from './projections/stored-rows.js';
import { Streaks } from './projections/streaks.js';
import { TopicProgress } from './projections/topic-progress.js';
import { ProgressLog } from './progress-log.js';
import { Learners } from './rebuild/learners.js';
import { LockedLog } from './rebuild/locked-log.js';
import { RebuildPeople } from './rebuild/rebuild-people.js';
import { RebuildProgress } from './rebuild/rebuild-progress.js';
import { Rebuilders } from './rebuild/rebuilders.js';
import { RecordAdding } from './record-adding.js';
import { RecordReading } from './record-reading.js';
import { RecordsController } from './records.controller.js';
import { ResetStreak } from './reset-streak.js';
import { SettingCourseProgress } from './setting-course-progress.js';

const projections = [Streaks, CourseProgress, TopicProgress, ExerciseProgress, StoredRows];
const useCases = [
  CompleteChapter,
  SettingCourseProgress,
  ResetStreak,
  ProgressReading,
  ProgressSummary,
  RecordAdding,
  RecordReading,
  ExerciseEvaluations,
];
const rebuilding = [Rebuilders, RebuildProgress, RebuildPeople, Learners, LockedLog];

@Module({
  imports: [CoursesModule],
  controllers: [ProgressController, OwnProgressController, RecordsController, ProgressEvents],
  providers: [ProgressLog, ...useCases, ...projections, ...rebuilding],
  exports: [ProgressLog, ProgressSummary, Rebuilders, Learners, LockedLog],
})
export class ProgressModule {
  constructor(personalData: PersonalDataRegistry, rebuilders: Rebuilders, people: RebuildPeople) {
    personalData.declare('progress', 'core', progressPersonalData);
    rebuilders.register(people);
  }
}
