import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
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
import { RecountExercises, recountExercises } from './recount-exercises.js';
import { StudentAnalytics } from './student-analytics.js';

/** What learners achieve, one by one and together. */
@Module({
  imports: [ProgressModule],
  controllers: [AnalyticsController, AnalyticsEvents],
  providers: [StudentAnalytics, ExerciseStatistics, Leaderboard, Overview, OverviewSums, LearnerCounts, RebuildAnalytics, RecountExercises],
})
export class AnalyticsModule implements OnModuleInit {
  constructor(
    permissions: PermissionCatalog,
    personalData: PersonalDataRegistry,
    rebuilders: Rebuilders,
    rebuild: RebuildAnalytics,
    private readonly jobs: JobRegistry,
    private readonly recount: RecountExercises,
  ) {
    permissions.declare(analyticsPermissions);
    personalData.declare('analytics', 'core', analyticsPersonalData);
    rebuilders.register(rebuild);
  }

  onModuleInit(): void {
    this.jobs.add(recountExercises, this.recount);
  }
}
