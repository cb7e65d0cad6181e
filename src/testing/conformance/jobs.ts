import assert from 'node:assert/strict';
import { Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { eventually } from '../eventually.js';
import type { School } from '../world.js';
import { sampleOf } from './sample.js';
import type { ConformanceSubject } from './subject.js';

interface Outcome {
  readonly status: string;
  readonly attempts: number;
  readonly waiting_for: string | null;
}

/** What becomes of each of the plugin's jobs: it is done, tried, or waits for the plugin. */
const outcomes = async (subject: ConformanceSubject, school: School): Promise<readonly Outcome[]> => {
  const { server, manifest } = subject;
  const ended: Outcome[] = [];
  for (const { job } of manifest.jobs) {
    const { id } = await subject.inTenant(school, () =>
      server.get(UnitOfWork).run(() => server.get(Jobs).enqueue(job, sampleOf(job.input), { ownerId: school.admin.id })),
    );
    ended.push(
      await eventually(async () => {
        const [row] = await server.sql<Outcome & { error: string | null }>(
          'SELECT status, error, attempts, waiting_for FROM core.job WHERE id = $1',
          [id],
        );
        // One that fails on what was made up comes back later: that it was tried is enough.
        return row && (['completed', 'failed'].includes(row.status) || row.error !== null || row.waiting_for !== null) ? row : undefined;
      }, 20_000),
    );
  }
  return ended;
};

/** At the moment of execution: a job that was enqueued before the plugin was switched off is not begun, and done once it is on. */
export const jobsAreGated = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha } = subject.world;
  const parked = `plugin:${subject.manifest.id}`;
  await subject.switch(alpha, false);
  for (const { status, attempts, waiting_for: waitingFor } of await outcomes(subject, alpha)) {
    assert.deepEqual({ status, attempts, waitingFor }, { status: 'queued', attempts: 0, waitingFor: parked });
  }
  await subject.switch(alpha, true);
  for (const { waiting_for: waitingFor } of await outcomes(subject, alpha)) assert.notEqual(waitingFor, parked);
  await eventually(
    async () =>
      (await subject.server.sql('SELECT FROM core.job WHERE tenant_id = $1 AND waiting_for = $2', [alpha.id, parked])).length === 0,
    20_000,
  );
};
