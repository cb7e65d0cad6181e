import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { searchKeyOrNull } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { LoggedHappening } from './happening.js';
import { LOG_COLUMNS, loggedHappening, type LogRow } from './log-rows.js';
import { isTopicEntry, type TopicEntry } from './projections/topic-state.js';
import { type ProgressRecordView, type RecordsQuery, recordView } from './records.schemas.js';

const OF_PERSON = `user_id = $1 AND kind IN ('record_added', 'assessment_completed')
  AND ($2::text IS NULL OR subject_key = $2) AND ($3::text IS NULL OR topic_key = $3)`;

const recordOf = (logged: LoggedHappening): LoggedHappening<TopicEntry> => {
  const { entry } = logged;
  if (!isTopicEntry(entry)) throw new Error('Only records and assessments are read as records');
  return { ...logged, entry };
};

/** Records and assessments as the log has them, the newest first. */
@Injectable()
export class RecordReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly paging: Paging,
  ) {}

  async list(caller: Principal, userId: string, query: RecordsQuery): Promise<Page<ProgressRecordView>> {
    await this.access.assertMayRead(caller, userId);
    const window = this.paging.open(query);
    const filters = [userId, searchKeyOrNull(query.subject), searchKeyOrNull(query.topic)];
    const rows = await this.uow.query<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM core.progress_event WHERE ${OF_PERSON} AND ($4::int IS NULL OR position < $4) ORDER BY position DESC LIMIT $5`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging
      .close(query, window, rows, ({ position }) => [position], total)
      .map((row) => recordView(recordOf(loggedHappening(userId, row))));
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>(`SELECT count(*) AS total FROM core.progress_event WHERE ${OF_PERSON}`, filters);
    return Number(row?.total ?? 0);
  }
}
