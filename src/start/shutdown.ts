import { logger } from '../platform/telemetry/logger.js';

const DEADLINE_MS = 24_500;
/** npm passes Ctrl-C on to a child that has got it from the terminal already. */
const SAME_SIGNAL_MS = 1000;

/** What has to be closed, last opened first; on SIGTERM or SIGINT, or when the start fails. */
export class Shutdown {
  private readonly steps: (() => Promise<void>)[] = [];
  private readonly controller = new AbortController();
  private running: Promise<void> | undefined;
  private signalledAt: number | undefined;

  /** Aborted when the process is to end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Ends the process in order on a signal: with 0, or with 1 when that takes too long or fails. A second signal ends it at once. */
  onSignals(): void {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => this.signalled());
  }

  /** Closes everything once; later calls wait for the same end. */
  run(): Promise<void> {
    this.controller.abort();
    return (this.running ??= this.close());
  }

  private signalled(): void {
    const now = Date.now();
    if (this.signalledAt !== undefined) {
      if (now - this.signalledAt > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    this.signalledAt = now;
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    void this.run().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the process could not be ended in order');
        process.exit(1);
      },
    );
  }

  private async close(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) await step();
  }
}
