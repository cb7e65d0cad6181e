import assert from 'node:assert/strict';
import { Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { eventually } from '../eventually.js';
import type { School } from '../world.js';
import { sampleOf } from './sample.js';
import type { ConformanceSubject } from './subject.js';

const GATED = /PLUGIN_DISABLED/;

/** How each of the plugin's jobs ends: the status it stops at, and why. */
const outcomes = async (subject: ConformanceSubject, school: School): Promise<readonly { status: string; error: string | null }[]> => {
  const { server, manifest } = subject;
  const ended: { status: string; error: string | null }[] = [];
  for (const { job } of manifest.jobs) {
    const { id } = await subject.inTenant(school, () =>
      server.get(UnitOfWork).run(() => server.get(Jobs).enqueue(job, sampleOf(job.input), { ownerId: school.admin.id })),
    );
    ended.push(
      await eventually(async () => {
        const [row] = await server.sql<{ status: string; error: string | null; attempts: number }>(
          'SELECT status, error, attempts FROM core.job WHERE id = $1',
          [id],
        );
        // One that fails on what was made up comes back later: that it was tried is enough.
        return row && (['completed', 'failed'].includes(row.status) || row.error !== null) ? row : undefined;
      }, 20_000),
    );
  }
  return ended;
};

/** At the moment of execution: a job that was enqueued before the plugin was switched off is not done either. */
export const jobsAreGated = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha } = subject.world;
  await subject.switch(alpha, false);
  for (const { status, error } of await outcomes(subject, alpha)) {
    assert.equal(status, 'failed');
    assert.match(error ?? '', GATED);
  }
  await subject.switch(alpha, true);
  for (const { error } of await outcomes(subject, alpha)) assert.doesNotMatch(error ?? '', GATED);
};
