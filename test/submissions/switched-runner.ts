import type { LocalRunner } from '../../src/platform/sandbox/local-runner.js';
import { RunnerConnection } from '../../src/platform/sandbox/runner-connection.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestRunner, type TestRunnerOptions } from '../../src/testing/test-runner.js';

/** A real runner that can be taken away, for servers, and killed. */
export class SwitchedRunner extends RunnerConnection {
  readonly switchedOff = false;
  away = false;

  private constructor(private readonly runner: LocalRunner) {
    super();
  }

  /** With the driver `process` unless another one is named: these tests are about what becomes of runs. */
  static async start(options: TestRunnerOptions = {}): Promise<SwitchedRunner> {
    return new SwitchedRunner(await startTestRunner({ driver: 'process', ...options }));
  }

  get endpoint() {
    return this.away ? undefined : this.runner.endpoint;
  }

  get problem() {
    return this.away ? 'it is taken away by a test' : this.runner.problem;
  }

  /** Ends it, as soon as it is there, in the middle of whatever it does; another one is started in its place. */
  async kill(): Promise<void> {
    const { pid } = await eventually(() => (this.runner.endpoint ? { pid: this.runner.pid } : undefined));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  close(): Promise<void> {
    return this.runner.close();
  }
}
