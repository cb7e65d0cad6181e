import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import { type RunningJob, TryAgainLater } from '../../sdk/jobs.js';
import { runInContext } from '../context/request-context.js';
import { isConnectionLoss } from '../database/database-errors.js';
import { failureText } from '../events/failure-text.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { logger } from '../telemetry/logger.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { parkedFor } from './parked-for.js';
import { JobRegistry, type RegisteredJob } from './job-registry.js';
import { type AttemptOutcome, JobMetrics } from './job-metrics.js';
import { JobProgress } from './job-progress.js';
import type { JobRow } from './job-row.js';
import { JobStore } from './job-store.js';
import type { QueueEntry } from './queue-client.js';
import { RunningJobs } from './running-jobs.js';
import { waitOf } from './wait-of.js';

/** A job whose plugin is off is looked at this often; at once when its institution changes (`parked-jobs.ts`). */
const PARKED_SECONDS = 300;
const PARKED_MOST_MS = 30 * 24 * 3600 * 1000;

/** Trying again cannot help. */
class Hopeless extends Error {}

/** Runs one job: its tenant, the gate, the handler, and what becomes of it. */
@Injectable()
export class JobRunner {
  constructor(
    private readonly registry: JobRegistry,
    private readonly store: JobStore,
    private readonly tenants: TenantDirectory,
    private readonly gate: PluginGate,
    private readonly running: RunningJobs,
    private readonly metrics: JobMetrics,
  ) {}

  async run(entry: QueueEntry, stop: AbortSignal): Promise<void> {
    const tenant = await this.tenants.byId(entry.data.tenant_id);
    const begun = tenant && (await this.inTenant(tenant, undefined, () => this.store.begin(entry.data.job_id)));
    if (!begun) return this.store.dismiss(entry);
    const startedAt = performance.now();
    const outcome = await this.inTenant(tenant, begun, () => this.attempt(begun, entry, tenant, stop));
    // a name nobody knows comes from another version: no label for it
    if (this.registry.find(begun.name)) this.metrics.ended(begun.name, outcome, startedAt);
  }

  private async attempt(job: JobRow, entry: QueueEntry, tenant: TenantSnapshot, stop: AbortSignal): Promise<AttemptOutcome> {
    const store = (fraction: number): Promise<boolean> => this.inTenant(tenant, job, () => this.store.progress(job, fraction));
    const progress = new JobProgress(store, stop);
    try {
      // Reached only when earlier attempts took their process along.
      if (job.attempts > job.max_attempts) throw new Hopeless('The job did not survive its attempts');
      const { definition, handler } = this.admitted(job, tenant);
      const input = definition.input.safeParse(job.input);
      if (!input.success) throw new Hopeless(`The input does not fit the job: ${input.error.message}`);
      const running: RunningJob<unknown> = {
        id: job.id,
        tenantId: tenant.id,
        input: input.data,
        progress: (fraction) => progress.report(fraction),
        signal: progress.signal,
      };
      const isMine = (): Promise<boolean> => this.inTenant(tenant, job, () => this.store.isMine(job));
      const run = () => handler.run(running);
      const result = await (definition.cancellable ? this.running.watched(job.id, isMine, () => progress.abort(), run) : run());
      await progress.close();
      await this.store.completed(job, entry, result);
      return 'completed';
    } catch (error) {
      await progress.close();
      if (!progress.isCalledOff) return this.failed(job, entry, error, stop);
      await this.store.dismiss(entry);
      return 'cancelled';
    }
  }

  private async failed(job: JobRow, entry: QueueEntry, error: unknown, stop: AbortSignal): Promise<AttemptOutcome> {
    if (error instanceof TryAgainLater) {
      await this.store.deferred(job, entry, waitOf(error.afterSeconds, job.deferrals), error.waitingFor);
      return 'deferred';
    }
    if (stop.aborted || isConnectionLoss(error)) {
      await this.store.queuedAgain(job, entry, null, true);
      return 'interrupted';
    }
    const text = failureText(error);
    logger.warn({ err: error, job: job.name, job_id: job.id, attempt: job.attempts }, 'a job failed');
    if (error instanceof Hopeless || job.attempts >= job.max_attempts) {
      await this.giveUp(job, entry, text);
      return 'given_up';
    }
    await this.store.queuedAgain(job, entry, text);
    return 'failed';
  }

  private async giveUp(job: JobRow, entry: QueueEntry, text: string): Promise<void> {
    const { definition, handler } = this.registry.find(job.name) ?? {};
    const input = definition?.input.safeParse(job.input);
    try {
      if (input?.success) await handler?.gaveUp?.({ id: job.id, tenantId: job.tenant_id, input: input.data });
    } catch (error) {
      logger.warn({ err: error, job: job.name, job_id: job.id }, 'nobody was told that a job is given up');
    }
    await this.store.failed(job, entry, text);
  }

  /** The gate, at the moment of execution. What is closed today may be open tomorrow: the job waits. */
  private admitted(job: JobRow, tenant: TenantSnapshot): RegisteredJob {
    const owner = this.registry.ownerOf(job.name);
    const found = this.registry.find(job.name);
    if (found && (!found.pluginId || this.gate.isEffective(tenant, found.pluginId))) return found;
    if (!owner) throw new Error(`Nobody here does ${job.name}`);
    if (Date.now() - job.created_at.getTime() < PARKED_MOST_MS) throw new TryAgainLater(PARKED_SECONDS, parkedFor(owner));
    throw new Hopeless(found ? `PLUGIN_DISABLED: the institution has the plugin ${owner} off` : `The plugin ${owner} did not start`);
  }

  private inTenant<T>(tenant: TenantSnapshot, job: JobRow | undefined, work: () => T): T {
    return runInContext(
      {
        requestId: job?.request_id ?? newId(),
        traceparent: job?.traceparent ?? undefined,
        tenantId: tenant.id,
        tenant,
        plugin: job && this.registry.ownerOf(job.name),
        beforeCommit: [],
      },
      work,
    );
  }
}
