import type { SandboxProcess } from './sandbox-process.js';

/** After a sandbox that never became ready, the next is not tried at once. */
const RETRY_MS = 1000;
/** One that has waited longer is replaced: nobody knows what it has been through. */
const STALE_MS = 10 * 60_000;

/**
 * Sandboxes that have loaded their interpreter and wait for the one case they will ever run. Filled in the background, one after the
 * other, so that filling never takes a core from those that run.
 */
export class Pool {
  private readonly waiting: { readonly sandbox: SandboxProcess; readonly since: number }[] = [];
  private isFilling = false;
  private filled: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly size: number,
    private readonly start: () => SandboxProcess,
  ) {}

  /** One that is ready, or undefined. Never one that has died meanwhile. */
  take(): SandboxProcess | undefined {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      if (next.sandbox.isAlive && performance.now() - next.since < STALE_MS) {
        this.fill();
        return next.sandbox;
      }
      void discard(next.sandbox);
    }
    this.fill();
    return undefined;
  }

  fill(): void {
    if (this.closed || this.isFilling) return;
    this.isFilling = true;
    this.filled = this.fillUp();
  }

  private async fillUp(): Promise<void> {
    while (!this.closed && this.waiting.length < this.size) {
      let sandbox: SandboxProcess | undefined;
      try {
        sandbox = this.start();
        await sandbox.ready;
        if (this.closed) return discard(sandbox);
        this.add(sandbox);
      } catch {
        if (sandbox !== undefined) await discard(sandbox);
        if (this.closed) return;
        await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    // in the same step as the last look: whoever takes one from now on begins anew
    this.isFilling = false;
  }

  private add(sandbox: SandboxProcess): void {
    this.waiting.push({ sandbox, since: performance.now() });
    void sandbox.ended.finally(() => this.forget(sandbox)).catch(() => undefined);
  }

  /** One that died while it waited is replaced. */
  private forget(sandbox: SandboxProcess): void {
    const index = this.waiting.findIndex((entry) => entry.sandbox === sandbox);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    sandbox.meter.release();
    this.fill();
  }

  async close(): Promise<void> {
    this.closed = true;
    const left = this.waiting.splice(0).map(({ sandbox }) => sandbox);
    await Promise.allSettled([this.filled, ...left.map(discard)]);
  }
}

async function discard(sandbox: SandboxProcess): Promise<void> {
  sandbox.stop('abandoned');
  await sandbox.ended.catch(() => undefined);
  sandbox.meter.release();
}
