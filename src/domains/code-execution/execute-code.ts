import { Injectable } from '@nestjs/common';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import { loggableError } from '../../platform/telemetry/loggable-error.js';
import { logger } from '../../platform/telemetry/logger.js';
import type { CaseResult } from '../../runner/protocol.js';
import { DomainError, Unavailable } from '../../sdk/errors.js';
import { EarlierAnswer } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ExecutionHistory } from './execution-history.js';
import type { ExecuteInput, ExecutionView } from './executions.schemas.js';
import { Languages } from './languages.js';
import type { RunLease } from './quota/run-lease.js';
import { RunQuota } from './quota/run-quota.js';

/** Seconds that somebody waits for a turn and the run itself. */
const PATIENCE_SECONDS = 75;
/** Longer than everything before the answer can take. */
export const EXECUTION_LEASE_SECONDS = PATIENCE_SECONDS + 30;

const hungUp = (cause: unknown): DomainError => new DomainError(408, 'REQUEST_TIMEOUT', 'The caller hung up', { cause });

/** Runs a program for somebody who waits: takes a place, runs, then settles and writes it down in one transaction. */
@Injectable()
export class ExecuteCode {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly languages: Languages,
    private readonly quota: RunQuota,
    private readonly history: ExecutionHistory,
    private readonly uow: UnitOfWork,
    private readonly earlier: EarlierAnswer,
  ) {}

  /** A program that fails is an answer like any other. `gone` aborts the run. */
  async run(caller: Principal, input: ExecuteInput, gone: AbortSignal): Promise<ExecutionView> {
    if (this.earlier.id !== undefined) return this.history.one(caller.userId, this.earlier.id);
    const { limits } = await this.languages.require(input.language);
    const lease = await this.quota.reserve(caller.userId, limits.cpu_ms);
    const result = await this.runOrGiveBack(input, lease, limits.cpu_ms, gone);
    try {
      return await this.uow.run(async () => {
        const view = await this.history.add(caller.userId, input, result);
        await lease.settle(result.cpu_ms);
        return view;
      });
    } catch (error) {
      await this.giveBack(lease, result.cpu_ms);
      throw error;
    }
  }

  private async runOrGiveBack(input: ExecuteInput, lease: RunLease, mostCpuMs: number, gone: AbortSignal): Promise<CaseResult> {
    const startedAt = performance.now();
    try {
      return await this.runOnce(input, gone);
    } catch (error) {
      // Whoever hangs up pays for the time they had; what we could not run costs nothing.
      await this.giveBack(lease, gone.aborted ? Math.min(performance.now() - startedAt, mostCpuMs) : 0);
      throw gone.aborted ? hungUp(error) : error;
    }
  }

  private async runOnce({ language, code, stdin }: ExecuteInput, gone: AbortSignal): Promise<CaseResult> {
    const patience = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
    const request = {
      language,
      source: code,
      cases: [{ kind: 'program' as const, stdin }],
      priority: 'interactive' as const,
      lane: this.uow.tenantId,
    };
    try {
      gone.throwIfAborted();
      const [result] = await this.sandbox.run(request, { signal: AbortSignal.any([gone, patience]) });
      if (!result) throw new Error('The sandbox gave no result');
      return result;
    } catch (error) {
      throw patience.aborted ? new Unavailable('sandbox', 5, error) : error;
    }
  }

  private async giveBack(lease: RunLease, usedCpuMs: number): Promise<void> {
    try {
      await lease.settle(usedCpuMs);
    } catch (error) {
      logger.warn({ failure: loggableError(error) }, 'the place of a run could not be given back, and runs out by itself');
    }
  }
}
