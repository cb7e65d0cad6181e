import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ProgressModule } from '../progress/progress.module.js';
import { Rebuilders } from '../progress/rebuild/rebuilders.js';
import { AnalyticsEvents } from './analytics-events.controller.js';
import { AnalyticsController } from './analytics.controller.js';
import { analyticsPermissions } from './analytics.permissions.js';
import { analyticsPersonalData } from './analytics.personal-data.js';
import { ExerciseStatistics } from './exercise-statistics.js';
import { Leaderboard } from './leaderboard.js';
import { LearnerCounts } from './learner-counts.js';
import { OverviewSums } from './overview-sums.js';
import { Overview } from './overview.js';
import { RebuildAnalytics } from './rebuild-analytics.js';
import { StudentAnalytics } from './student-analytics.js';

/** What learners achieve, one by one and together. */
@Module({
  imports: [ProgressModule],
  controllers: [AnalyticsController, AnalyticsEvents],
  providers: [StudentAnalytics, ExerciseStatistics, Leaderboard, Overview, OverviewSums, LearnerCounts, RebuildAnalytics],
})
export class AnalyticsModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry, rebuilders: Rebuilders, analytics: RebuildAnalytics) {
    permissions.declare(analyticsPermissions);
    personalData.declare('analytics', 'core', analyticsPersonalData);
    rebuilders.register(analytics);
  }
}
