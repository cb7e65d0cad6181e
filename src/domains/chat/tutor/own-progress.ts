import { Injectable } from '@nestjs/common';
import { requireContext, runInContext } from '../../../platform/context/request-context.js';
import { TenantDirectory } from '../../../platform/tenancy/tenant-directory.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { ProgressSummary } from '../../progress/progress-summary.js';

/** What there is to be proud of. */
export interface Achieved {
  readonly chapters: number;
  readonly exercises: number;
  /** Days in a row. */
  readonly streak: number;
}

/** The learner's own records, as they see them themselves. */
@Injectable()
export class OwnProgress {
  constructor(
    private readonly summary: ProgressSummary,
    private readonly tenants: TenantDirectory,
    private readonly uow: UnitOfWork,
  ) {}

  async of(studentId: string): Promise<Achieved> {
    const { tenantId } = this.uow;
    const context = requireContext();
    // days are counted in the institution's zone, which sockets may not have loaded
    const tenant = context.tenant ?? (await this.tenants.byId(tenantId));
    const caller = { tenantId, userId: studentId, sessionId: '', role: 'student', permissions: new Set<string>() } as const;
    const read = () => this.summary.of(caller, studentId);
    const { courses, exercises, streak } = await (tenant ? runInContext({ ...context, tenant }, read) : read());
    return {
      chapters: courses.reduce((sum, { completed_chapters: done }) => sum + done.length, 0),
      exercises: exercises.filter(({ status }) => status === 'completed' || status === 'mastered').length,
      streak: streak.current_days,
    };
  }
}
