import { Injectable, type OnModuleInit } from '@nestjs/common';
import { runForTenant } from '../../platform/context/request-context.js';
import { LiveGateway } from '../../platform/realtime/live-gateway.js';
import { logger } from '../../platform/telemetry/logger.js';
import type { ChannelNews } from '../../sdk/live.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { EvaluationSignal, type EvaluatedSubmission } from './evaluation-signal.js';
import { SUBMISSION_COLUMNS, type SubmissionRow, submissionSchema, submissionView } from './submission.view.js';

export const submissionUpdate = { event: 'submission_update', data: submissionSchema } satisfies ChannelNews;

const ONE = `SELECT ${SUBMISSION_COLUMNS} FROM core.submission s WHERE s.id = $1 AND s.student_id = $2`;

/** Shows whoever handed a submission in what became of it, on every connection they have to this process. */
@Injectable()
export class SubmissionPush implements OnModuleInit {
  /** Submissions that are being shown, and whether they have changed since. */
  private readonly showing = new Map<string, { again: boolean }>();

  constructor(
    private readonly signal: EvaluationSignal,
    private readonly gateway: LiveGateway,
    private readonly uow: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.signal.onChange((submission) => void this.show(submission));
  }

  private async show(submission: EvaluatedSubmission): Promise<void> {
    const { id, tenantId, studentId } = submission;
    if (this.gateway.ofUser(tenantId, studentId).length === 0) return;
    const current = this.showing.get(id);
    if (current) return void (current.again = true);
    const state = { again: true };
    this.showing.set(id, state);
    try {
      while (state.again) {
        state.again = false;
        await this.showOnce(submission);
      }
    } catch (error) {
      logger.warn({ err: error, submission_id: id }, 'a submission could not be shown to its learner');
    } finally {
      this.showing.delete(id);
    }
  }

  private async showOnce({ id, tenantId, studentId }: EvaluatedSubmission): Promise<void> {
    const [row] = await runForTenant(tenantId, () => this.uow.query<SubmissionRow>(ONE, [id, studentId]));
    if (!row) return;
    for (const connection of this.gateway.ofUser(tenantId, studentId)) {
      connection.send(submissionUpdate, submissionView(row, connection.identity.principal));
    }
  }
}
