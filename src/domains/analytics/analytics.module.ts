import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ExercisesModule } from '../exercises/exercises.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { Rebuilders } from '../progress/rebuild/rebuilders.js';
import { AnalyticsEvents } from './analytics-events.controller.js';
import { AnalyticsJobs } from './analytics-jobs.js';
import { AnalyticsController } from './analytics.controller.js';
import { analyticsPermissions } from './analytics.permissions.js';
import { analyticsPersonalData } from './analytics.personal-data.js';
import { ExerciseStatistics } from './exercise-statistics.js';
import { Leaderboard } from './leaderboard.js';
import { LearnerCounts } from './learner-counts.js';
import { OverviewSums } from './overview-sums.js';
import { Overview } from './overview.js';
import { RebuildAnalytics } from './rebuild-analytics.js';
import { RecountCourse } from './recount-course.js';
import { RecountExercises } from './recount-exercises.js';
import { StudentAnalytics } from './student-analytics.js';

const reading = [StudentAnalytics, ExerciseStatistics, Leaderboard, Overview, OverviewSums];
const counting = [LearnerCounts, AnalyticsJobs, RecountCourse, RecountExercises, RebuildAnalytics];

/** What learners achieve, one by one and together. */
@Module({
  imports: [ProgressModule, ExercisesModule],
  controllers: [AnalyticsController, AnalyticsEvents],
  providers: [...reading, ...counting],
})
export class AnalyticsModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry, rebuilders: Rebuilders, rebuild: RebuildAnalytics) {
    permissions.declare(analyticsPermissions);
    personalData.declare('analytics', 'core', analyticsPersonalData);
    rebuilders.register(rebuild);
  }
}
