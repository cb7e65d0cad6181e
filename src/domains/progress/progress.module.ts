import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { CompleteChapter } from './complete-chapter.js';
import { ProgressReading } from './progress-reading.js';
import { ProgressController } from './progress.controller.js';
import { progressPersonalData } from './progress.personal-data.js';
import { CourseProgress } from './projections/course-progress.js';
import { ExerciseProgress } from './projections/exercise-progress.js';
import { Streaks } from './projections/streaks.js';
import { TopicProgress } from './projections/topic-progress.js';
import { ProgressLog } from './progress-log.js';
import { ResetStreak } from './reset-streak.js';

@Module({
  imports: [CoursesModule],
  controllers: [ProgressController],
  providers: [ProgressLog, Streaks, CourseProgress, TopicProgress, ExerciseProgress, CompleteChapter, ProgressReading, ResetStreak],
  exports: [ProgressLog],
})
export class ProgressModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('progress', 'core', progressPersonalData);
  }
}
