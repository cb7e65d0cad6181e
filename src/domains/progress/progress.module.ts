import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { CompleteChapter } from './complete-chapter.js';
import { ProgressReading } from './progress-reading.js';
import { ProgressController } from './progress.controller.js';
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
import { ResetStreak } from './reset-streak.js';

const projections = [Streaks, CourseProgress, TopicProgress, ExerciseProgress];
const rebuilding = [Rebuilders, RebuildProgress, RebuildPeople, StoredRows, Learners, LockedLog];

@Module({
  imports: [CoursesModule],
  controllers: [ProgressController],
  providers: [ProgressLog, CompleteChapter, ProgressReading, ResetStreak, ...projections, ...rebuilding],
  exports: [ProgressLog, Rebuilders, Learners, LockedLog],
})
export class ProgressModule {
  constructor(personalData: PersonalDataRegistry, rebuilders: Rebuilders, people: RebuildPeople) {
    personalData.declare('progress', 'core', progressPersonalData);
    rebuilders.register(people);
  }
}
