import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import type { RunningJob } from '../../sdk/jobs.js';
import { runInContext } from '../context/request-context.js';
import { isConnectionLoss } from '../database/database-errors.js';
import { failureText } from '../events/failure-text.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { logger } from '../telemetry/logger.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { JobRegistry, type RegisteredJob } from './job-registry.js';
import type { JobRow } from './job-row.js';
import { JobStore } from './job-store.js';
import type { QueuedJob } from './queue-client.js';

/** What becomes of the queue's entry: it is done with, or comes back later. */
export type Outcome = 'done' | 'again';

/** Trying again cannot help: the job is wrong, or the tenant has the plugin off. */
class Hopeless extends Error {}

/** Runs one job: its tenant, the gate, the handler, and what becomes of it. */
@Injectable()
export class JobRunner {
  constructor(
    private readonly registry: JobRegistry,
    private readonly store: JobStore,
    private readonly tenants: TenantDirectory,
    private readonly gate: PluginGate,
  ) {}

  async run(queued: QueuedJob, stop: AbortSignal): Promise<Outcome> {
    const tenant = await this.tenants.byId(queued.tenant_id);
    if (!tenant) return 'done';
    const begun = await this.inTenant(tenant, undefined, () => this.store.begin(queued.job_id));
    return begun ? this.inTenant(tenant, begun, () => this.attempt(begun, tenant, stop)) : 'done';
  }

  private async attempt(job: JobRow, tenant: TenantSnapshot, stop: AbortSignal): Promise<Outcome> {
    const cancelled = new AbortController();
    const signal = AbortSignal.any([stop, cancelled.signal]);
    try {
      // Reached only when earlier attempts took their process along.
      if (job.attempts > job.max_attempts) throw new Hopeless('The job did not survive its attempts');
      const { definition, handler } = this.admitted(job, tenant);
      const input = definition.input.safeParse(job.input);
      if (!input.success) throw new Hopeless(`The input does not fit the job: ${input.error.message}`);
      const progress = async (fraction: number): Promise<void> => {
        if (!(await this.inTenant(tenant, job, () => this.store.progress(job, fraction)))) cancelled.abort();
      };
      const running: RunningJob<unknown> = { id: job.id, tenantId: tenant.id, input: input.data, progress, signal };
      const result = await handler.run(running);
      await this.store.completed(job, result);
      return 'done';
    } catch (error) {
      return this.failed(job, error, stop);
    }
  }

  private async failed(job: JobRow, error: unknown, stop: AbortSignal): Promise<Outcome> {
    if (stop.aborted || isConnectionLoss(error)) {
      await this.store.queuedAgain(job, null, true);
      return 'again';
    }
    const text = failureText(error);
    logger.warn({ err: error, job: job.name, job_id: job.id, attempt: job.attempts }, 'a job failed');
    if (error instanceof Hopeless || job.attempts >= job.max_attempts) {
      await this.store.failed(job, text);
      return 'done';
    }
    await this.store.queuedAgain(job, text);
    return 'again';
  }

  /** The gate, at the moment of execution. */
  private admitted(job: JobRow, tenant: TenantSnapshot): RegisteredJob {
    const owner = this.registry.ownerOf(job.name);
    const found = this.registry.find(job.name);
    if (!found) throw new Error(owner ? `The plugin ${owner} did not start` : `Nobody here does ${job.name}`);
    if (found.pluginId && !this.gate.isEffective(tenant, found.pluginId)) {
      throw new Hopeless(`PLUGIN_DISABLED: the institution has the plugin ${found.pluginId} off`);
    }
    return found;
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
