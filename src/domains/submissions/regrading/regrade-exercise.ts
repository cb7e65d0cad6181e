import { Injectable } from '@nestjs/common';
import type { JobView } from '../../../platform/jobs/jobs.schemas.js';
import { OwnJobs } from '../../../platform/jobs/own-jobs.js';
import { Jobs } from '../../../sdk/jobs.js';
import type { Principal } from '../../../sdk/principal.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { LatestExercises } from './latest-exercises.js';
import type { RegradeSubmissionsInput } from '../submissions.schemas.js';
import { regradeSubmissions } from './regrade-submissions.js';

/** Staff have what was handed in graded by the exercise as it is now, or see first what that would change. */
@Injectable()
export class RegradeExercise {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly exercises: LatestExercises,
    private readonly jobs: Jobs,
    private readonly ownJobs: OwnJobs,
  ) {}

  /** Throws `NotFound('exercise')`. */
  async request(caller: Principal, exerciseId: string, { submission_ids, dry_run }: RegradeSubmissionsInput): Promise<JobView> {
    return this.uow.run(async () => {
      await this.exercises.get(exerciseId);
      const input = { exercise_id: exerciseId, submission_ids, dry_run, requested_by: caller.userId };
      const { id } = await this.jobs.enqueue(regradeSubmissions, input, { ownerId: caller.userId, priority: 'low' });
      this.uow.audit({
        action: 'submissions.regrade-requested',
        category: 'staff',
        target: { type: 'exercise', id: exerciseId },
        detail: { job_id: id, dry_run, ...(submission_ids ? { submissions: submission_ids.length } : {}) },
      });
      return this.ownJobs.get(caller, id);
    });
  }
}
