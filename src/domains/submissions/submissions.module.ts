import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CodeExecutionModule } from '../code-execution/code-execution.module.js';
import { ExercisesModule } from '../exercises/exercises.module.js';
import { AwaitEvaluation } from './await-evaluation.js';
import { EvaluateSubmission } from './evaluate-submission.js';
import { EvaluationSignal } from './evaluation-signal.js';
import { Evaluations } from './evaluations.js';
import { GradeSubmission, gradeSubmission } from './grade-submission.js';
import { GradingStore } from './grading-store.js';
import { HandIn } from './hand-in.js';
import { LatestExercises } from './regrading/latest-exercises.js';
import { RegradeExercise } from './regrading/regrade-exercise.js';
import { RegradeStore } from './regrading/regrade-store.js';
import { RegradeSubmissions, regradeSubmissions } from './regrading/regrade-submissions.js';
import { RegradingSubmissionsController } from './regrading/regrading.controller.js';
import { SubmissionPush } from './submission-push.js';
import { SubmissionReading } from './submission-reading.js';
import { SubmissionsController } from './submissions.controller.js';
import { submissionPermissions } from './submissions.permissions.js';
import { submissionPersonalData } from './submissions.personal-data.js';
import { SubmitCode } from './submit-code.js';
import { TestRuns } from './test-runs.js';

const grading = [GradeSubmission, GradingStore, TestRuns, Evaluations, EvaluationSignal];
const regrading = [LatestExercises, RegradeExercise, RegradeSubmissions, RegradeStore];

/** What learners hand in, graded in the background by running its tests in the sandbox. */
@Module({
  imports: [ExercisesModule, CodeExecutionModule],
  controllers: [SubmissionsController, RegradingSubmissionsController],
  providers: [SubmitCode, HandIn, AwaitEvaluation, SubmissionReading, SubmissionPush, EvaluateSubmission, ...grading, ...regrading],
})
export class SubmissionsModule implements OnModuleInit {
  constructor(
    permissions: PermissionCatalog,
    personalData: PersonalDataRegistry,
    private readonly jobs: JobRegistry,
    private readonly live: GradeSubmission,
    private readonly anew: RegradeSubmissions,
  ) {
    permissions.declare(submissionPermissions);
    personalData.declare('submissions', 'core', submissionPersonalData);
  }

  onModuleInit(): void {
    this.jobs.add(gradeSubmission, this.live);
    this.jobs.add(regradeSubmissions, this.anew);
  }
}
