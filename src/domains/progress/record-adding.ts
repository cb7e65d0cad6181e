import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { recordAdded } from '../../sdk/contracts/progress.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { assertedTrust } from './asserted-trust.js';
import { ProgressLog } from './progress-log.js';
import { type AddRecord, type ProgressRecordView, recordView } from './records.schemas.js';

/** What was learned somewhere else is written down: by the learner, a guardian, or staff, whose word is trusted. */
@Injectable()
export class RecordAdding {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly log: ProgressLog,
  ) {}

  /** For those who may read the learner's records. */
  async run(caller: Principal, input: AddRecord): Promise<ProgressRecordView> {
    const { student_id: userId, subject, topic, score, time_spent: timeSpent, completed } = input;
    await this.access.assertMayRead(caller, userId);
    const trust = assertedTrust(caller, userId);
    return this.uow.run(async () => {
      const recordId = newId();
      const occurredAt = new Date();
      const entry = { kind: 'record_added', recordId, subject, topic, score, timeSpent, completed } as const;
      await this.log.append({ userId, actorId: caller.userId, trust, occurredAt, entry });
      const { student_id: _, ...facts } = input;
      this.uow.publish(recordAdded, {
        key: userId,
        subjectId: userId,
        data: { record_id: recordId, user_id: userId, ...facts, trust, added_at: occurredAt.toISOString() },
      });
      if (trust === 'staff') {
        const target = { type: 'user', id: userId };
        this.uow.audit({ action: 'progress.record-added', category: 'staff', target, detail: { record_id: recordId } });
      }
      return recordView({ userId, trust, occurredAt, entry });
    });
  }
}
