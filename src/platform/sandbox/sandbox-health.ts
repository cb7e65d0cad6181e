import { Injectable } from '@nestjs/common';
import type { RunnerStatus } from '../../runner/protocol.js';
import { Config } from '../config/config.js';
import { RunnerUnavailable } from './runner-client.js';
import { RunnerConnection } from './runner-connection.js';
import { RunnerSandbox } from './runner-sandbox.js';

export interface SandboxReport {
  readonly status: 'up' | 'degraded';
  /** For those who watch: driver, whether it is weak, what holds the limits, or what the problem is. */
  readonly message: string;
}

/** How running code is doing. It never keeps the rest from working. */
@Injectable()
export class SandboxHealth {
  constructor(
    private readonly config: Config,
    private readonly connection: RunnerConnection,
    private readonly sandbox: RunnerSandbox,
  ) {}

  async report(): Promise<SandboxReport> {
    if (this.connection.switchedOff) return { status: 'up', message: this.connection.problem ?? 'switched off' };
    try {
      const status = await this.sandbox.report();
      if (status.driver === null) return { status: 'degraded', message: status.problem ?? 'no driver' };
      if (status.weak && !this.config.runner.weakAllowed)
        return { status: 'degraded', message: `${status.driver} is weak and not allowed here` };
      return { status: 'up', message: describeRunner(status) };
    } catch (error) {
      return { status: 'degraded', message: error instanceof RunnerUnavailable ? error.reason : 'does not answer' };
    }
  }
}

/** `bubblewrap; memory: cgroup v1, processes: cgroup v1`. */
export const describeRunner = ({ driver, weak, in_force: inForce }: RunnerStatus): string => {
  const limits = Object.entries(inForce).map(([limit, by]) => `${limit}: ${by}`);
  return [`${driver}${weak ? ' (weak: no boundary against hostile code)' : ''}`, limits.join(', ')]
    .filter((part) => part !== '')
    .join('; ');
};
