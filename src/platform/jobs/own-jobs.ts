import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { SystemAccess } from '../tenancy/system-access.js';
import type { JobRow } from './job-row.js';
import { type JobQuery, type JobView, jobView, seesEveryJob } from './jobs.schemas.js';

const ONE = 'SELECT * FROM core.job WHERE id = $1';
const MATCHING = `($1::uuid IS NULL OR owner_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR name = $3)
  AND ($4::text IS NULL OR queue = $4) AND ($5::uuid IS NULL OR owner_id = $5)`;

/** Who may see a job: whoever asked for it, the tenant's admins, operators. For everybody else it does not exist. */
@Injectable()
export class OwnJobs {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly system: SystemAccess,
    private readonly paging: Paging,
  ) {}

  async get(caller: Principal, id: string): Promise<JobView> {
    const [job] = caller.role === 'operator' ? await this.ofAnyTenant(id) : await this.uow.query<JobRow>(ONE, [id]);
    if (!job || !(seesEveryJob(caller) || job.owner_id === caller.userId)) throw new NotFound('job');
    return jobView(job, caller);
  }

  /** Newest first: the caller's own, for admins all of the institution. */
  async list(caller: Principal, query: JobQuery): Promise<Page<JobView>> {
    const window = this.paging.open(query);
    const filters = [seesEveryJob(caller) ? null : caller.userId, query.status, query.name, query.queue, query.owner_id].map(
      (value) => value ?? null,
    );
    const rows = await this.uow.query<JobRow>(
      `SELECT * FROM core.job WHERE ${MATCHING} AND ($6::uuid IS NULL OR id < $6) ORDER BY id DESC LIMIT $7`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, window, rows, (job) => [job.id], total).map((job) => jobView(job, caller));
  }

  /** For operators; recorded, because what a job answered may be about people of an institution. */
  private async ofAnyTenant(id: string): Promise<JobRow[]> {
    const target = { type: 'job', id };
    await this.uow.run(async () => this.uow.audit({ action: 'operations.job-read', category: 'security', target }));
    return this.system.run((query) => query<JobRow>(ONE, [id]));
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ count: string }>(`SELECT count(*) FROM core.job WHERE ${MATCHING}`, filters);
    return Number(row?.count ?? 0);
  }
}
