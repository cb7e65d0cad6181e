import { Injectable } from '@nestjs/common';
import { pagesById } from '../../../platform/database/pages-by-id.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';

const PAGE = 500;
/** A page of accounts, with whether they have a log or anything that follows from one: looked up for these alone. */
const ACCOUNTS = `
  SELECT u.id, EXISTS (SELECT FROM core.streak s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id)
      OR EXISTS (SELECT FROM core.progress_event e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id)
      OR EXISTS (SELECT FROM core.course_progress c WHERE c.tenant_id = u.tenant_id AND c.user_id = u.id)
      OR EXISTS (SELECT FROM core.topic_progress t WHERE t.tenant_id = u.tenant_id AND t.user_id = u.id)
      OR EXISTS (SELECT FROM core.exercise_progress x WHERE x.tenant_id = u.tenant_id AND x.user_id = u.id) AS learns
  FROM (SELECT tenant_id, id FROM core.users WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2) u ORDER BY u.id`;

/** Everybody of the current tenant with progress, in order of their ids, a page at a time. */
@Injectable()
export class Learners {
  constructor(private readonly uow: UnitOfWork) {}

  async *from(after: string | undefined): AsyncGenerator<string> {
    const read = (last: string | null) => this.uow.query<{ id: string; learns: boolean }>(ACCOUNTS, [last, PAGE]);
    for await (const page of pagesById(PAGE, read, after)) yield* page.filter(({ learns }) => learns).map(({ id }) => id);
  }
}
