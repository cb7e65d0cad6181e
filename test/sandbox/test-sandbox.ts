import { dirname } from 'node:path';
import type { CaseResult, RunnerStatus, RunRequest } from '../../src/runner/protocol.js';
import { RunnerClient } from '../../src/platform/sandbox/runner-client.js';
import type { RunnerEndpoint } from '../../src/platform/sandbox/runner-connection.js';
import type { LocalRunner } from '../../src/platform/sandbox/local-runner.js';
import { startTestRunner } from '../../src/testing/test-runner.js';

/** The real runner with its bubblewrap driver, in a process of its own, spoken to over its socket. */
export class TestSandbox {
  private readonly client = new RunnerClient();

  private constructor(private readonly runner: LocalRunner) {}

  static async start(concurrency: number): Promise<TestSandbox> {
    return new TestSandbox(await startTestRunner({ driver: 'bubblewrap', concurrency }));
  }

  /** Not while it is started, for the first time or again. */
  get isThere(): boolean {
    return this.runner.endpoint !== undefined;
  }

  get pid(): number {
    if (this.runner.pid === undefined) throw new Error('There is no runner');
    return this.runner.pid;
  }

  get socket(): string {
    const { target } = this.endpoint;
    if (!('socketPath' in target)) throw new Error('The runner does not listen on a socket');
    return target.socketPath;
  }

  /** All that it has on disk. */
  get folder(): string {
    return dirname(this.socket);
  }

  async run(request: RunRequest): Promise<readonly CaseResult[]> {
    const results: CaseResult[] = [];
    await this.client.run(this.endpoint, request, (index, result) => (results[index] = result));
    return results;
  }

  status(): Promise<RunnerStatus> {
    return this.client.status(this.endpoint);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.runner.close();
  }

  private get endpoint(): RunnerEndpoint {
    const { endpoint, problem } = this.runner;
    if (!endpoint) throw new Error(problem);
    return endpoint;
  }
}
