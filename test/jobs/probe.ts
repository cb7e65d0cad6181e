import { z } from 'zod';
import { runForTenant } from '../../src/platform/context/request-context.js';
import type { JobRow } from '../../src/platform/jobs/job-row.js';
import { type EnqueueOptions, type JobDefinition, Jobs } from '../../src/sdk/jobs.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';

export const noInput = z.strictObject({});

/** Enqueues a job that takes nothing, for an institution. */
export const enqueue = async (
  server: TestServer,
  tenantId: string,
  job: JobDefinition<typeof noInput>,
  options: EnqueueOptions = {},
): Promise<string> => {
  const uow = server.get(UnitOfWork);
  const { id } = await runForTenant(tenantId, () => uow.run(() => server.get(Jobs).enqueue(job, {}, options)));
  return id;
};

export const jobRow = async (server: TestServer, id: string): Promise<JobRow | undefined> =>
  (await server.sql<JobRow>('SELECT * FROM core.job WHERE id = $1', [id]))[0];

/** Waits until the job has the status, and answers its row. */
export const until = (server: TestServer, id: string, status: JobRow['status'], deadlineMs?: number): Promise<JobRow> =>
  eventually(async () => {
    const row = await jobRow(server, id);
    return row?.status === status ? row : undefined;
  }, deadlineMs);

/** What the queue itself knows of a job. */
export const entryOf = async (server: TestServer, id: string) =>
  (
    await server.sql<{ state: string; due_in: number }>(
      `SELECT state, extract(epoch FROM start_after - now())::float AS due_in FROM pgboss.job WHERE data ->> 'job_id' = $1`,
      [id],
    )
  )[0];

/** Something that waits until it is let go. */
export class Latch {
  private open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  release(): void {
    this.open();
  }
}
