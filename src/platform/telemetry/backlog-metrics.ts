import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SystemAccess } from '../tenancy/system-access.js';
import { Metrics } from './metrics.js';

interface Backlog {
  readonly outbox: number;
  readonly parked: number;
  readonly dead: number;
  readonly jobs: number;
  readonly oldest: number;
}

const FRESH_MS = 2000;
const BACKLOG = `
  SELECT
    (SELECT count(*) FROM core.outbox)::int AS outbox,
    (SELECT count(*) FROM core.parked_event)::int AS parked,
    (SELECT count(*) FROM core.dead_letter)::int AS dead,
    (SELECT count(*) FROM core.job WHERE status IN ('queued', 'running'))::int AS jobs,
    (SELECT coalesce(extract(epoch FROM now() - min(occurred_at)), 0) FROM core.outbox)::float AS oldest`;

/** How much background work waits, over all tenants; read once for all gauges of a scrape. */
@Injectable()
export class BacklogMetrics implements OnModuleInit {
  private reading: Promise<Backlog> | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly system: SystemAccess,
  ) {}

  onModuleInit(): void {
    const gauge = (name: string, help: string, of: keyof Backlog): void =>
      this.metrics.gauge(`lectern_${name}`, help, async () => (await this.read())[of]);
    gauge('outbox_events', 'Events that are committed and not yet sent', 'outbox');
    gauge('outbox_oldest_seconds', 'Age of the oldest event that is not yet sent', 'oldest');
    gauge('parked_events', 'Events that wait behind a failing one of their key', 'parked');
    gauge('dead_letters', 'Events and jobs that were given up', 'dead');
    gauge('jobs_open', 'Jobs that wait or run', 'jobs');
  }

  private read(): Promise<Backlog> {
    if (this.reading) return this.reading;
    const reading = this.system.run(async (query) => {
      const [backlog] = await query<Backlog>(BACKLOG);
      if (!backlog) throw new Error('The backlog has no row');
      return backlog;
    });
    this.reading = reading;
    const forget = () => setTimeout(() => (this.reading = undefined), FRESH_MS).unref();
    void reading.then(forget, forget);
    return reading;
  }
}
