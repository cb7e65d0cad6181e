import { setTimeout } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { CaseResult, RunRequest, RunnerStatus } from '../../runner/protocol.js';
import { Config } from '../config/config.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import { RunnerClient, RunnerUnavailable } from './runner-client.js';
import { RunnerConnection, type RunnerEndpoint } from './runner-connection.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';

const FRESH_MS = 3000;
const START_MS = 3000;

interface Remembered {
  readonly at: number;
  readonly endpoint: RunnerEndpoint;
  readonly status: Promise<RunnerStatus>;
}

/** The sandbox in the runner's process. */
@Injectable()
export class RunnerSandbox extends Sandbox implements OnApplicationShutdown {
  private readonly client = new RunnerClient();
  private readonly cases: Counter<'language' | 'status'>;
  private remembered: Remembered | undefined;

  constructor(
    private readonly config: Config,
    private readonly connection: RunnerConnection,
    metrics: Metrics,
  ) {
    super();
    this.cases = metrics.counter('lectern_sandbox_cases_total', 'Cases of learners’ code, by how they ended', ['language', 'status']);
    metrics.gauge('lectern_sandbox_running', 'Cases that the runner runs', async () => (await this.report()).running);
    metrics.gauge('lectern_sandbox_waiting', 'Cases that wait for the runner', async () => (await this.report()).waiting);
  }

  async run(request: RunRequest, { signal, onResult }: SandboxOptions = {}): Promise<readonly CaseResult[]> {
    await this.status();
    const results = new Map<number, CaseResult>();
    await this.client.run(
      this.endpoint(),
      request,
      (index, result) => {
        results.set(index, result);
        this.cases.inc({ language: request.language, status: result.status });
        onResult?.(index, result);
      },
      signal,
    );
    return request.cases.map((_, index) => {
      const result = results.get(index);
      if (!result) throw new RunnerUnavailable(`the runner has no result for case ${index}`);
      return result;
    });
  }

  async status(): Promise<RunnerStatus> {
    // who asks while the server has just started waits for the runner, within reason
    if (!this.connection.endpoint) await Promise.race([this.connection.started, setTimeout(START_MS, undefined, { ref: false })]);
    const status = await this.report();
    if (status.driver === null) throw new RunnerUnavailable(status.problem ?? 'it has no driver', 10);
    if (status.weak && !this.config.runner.weakAllowed)
      throw new RunnerUnavailable(`${status.driver} is no boundary against hostile code and is not allowed here`, 10);
    return status;
  }

  /** What the runner says of itself, whether it can run anything or not. Throws when there is none. */
  report(): Promise<RunnerStatus> {
    const now = performance.now();
    const { remembered } = this;
    const endpoint = this.connection.endpoint;
    if (remembered && remembered.endpoint === endpoint && now - remembered.at < FRESH_MS) return remembered.status;
    const status = this.ask();
    if (endpoint) this.remembered = { at: now, endpoint, status };
    status.catch(() => {
      if (this.remembered?.status === status) this.remembered = undefined;
    });
    return status;
  }

  onApplicationShutdown(): void {
    this.client.close();
  }

  private async ask(): Promise<RunnerStatus> {
    return this.client.status(this.endpoint());
  }

  private endpoint(): RunnerEndpoint {
    const { endpoint, problem } = this.connection;
    if (endpoint) return endpoint;
    throw new RunnerUnavailable(problem ?? 'there is no runner');
  }
}
