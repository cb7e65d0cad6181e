import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Histogram, Metrics } from '../telemetry/metrics.js';
import { SystemAccess } from '../tenancy/system-access.js';

/** How an attempt ended: `deferred` and `interrupted` cost none. */
export type AttemptOutcome = 'completed' | 'failed' | 'given_up' | 'deferred' | 'interrupted' | 'cancelled';

interface Backlog {
  readonly queue: string;
  readonly waiting: number;
  readonly oldest: number;
}

const FRESH_MS = 2000;
const BUCKETS = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800];
// What waits for something outside is no backlog of the workers.
export const BACKLOG = `
  SELECT queue, count(*)::int AS waiting, extract(epoch FROM now() - min(created_at))::float AS oldest
  FROM core.job WHERE status = 'queued' AND waiting_for IS NULL GROUP BY queue`;

/** How long jobs take and how they end, here; how many wait and for how long, over all institutions. */
@Injectable()
export class JobMetrics implements OnModuleInit {
  private attempts: Histogram<'job' | 'outcome'> | undefined;
  private read: { readonly at: number; readonly backlog: Promise<readonly Backlog[]> } | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly system: SystemAccess,
  ) {}

  onModuleInit(): void {
    this.attempts = this.metrics.durations(
      'lectern_job_attempt_duration_seconds',
      'How long attempts at jobs took, by kind of job and how they ended',
      ['job', 'outcome'],
      BUCKETS,
    );
    const gauges = (name: string, help: string, of: 'waiting' | 'oldest'): void =>
      this.metrics.gauges(`lectern_jobs_${name}`, help, 'queue', async () =>
        Object.fromEntries((await this.backlog()).map((row) => [row.queue, row[of]])),
      );
    gauges('waiting', 'Jobs that wait for their turn, by queue', 'waiting');
    gauges('waiting_oldest_seconds', 'Age of the oldest job that waits for its turn, by queue', 'oldest');
  }

  ended(job: string, outcome: AttemptOutcome, startedAt: number): void {
    this.attempts?.observe({ job, outcome }, (performance.now() - startedAt) / 1000);
  }

  private backlog(): Promise<readonly Backlog[]> {
    const now = performance.now();
    if (!this.read || now - this.read.at > FRESH_MS) {
      this.read = { at: now, backlog: this.system.run((query) => query<Backlog>(BACKLOG)) };
    }
    return this.read.backlog;
  }
}
