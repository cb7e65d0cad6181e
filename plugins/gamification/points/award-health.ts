import { Injectable } from '@nestjs/common';
import type { HealthCheck } from 'lectern/sdk';

const TOLERATED_FAILURES = 3;

/** Whether points still reach learners: unhealthy while awards of this process fail one after another. */
@Injectable()
export class AwardHealth implements HealthCheck {
  private failures = 0;

  /** Watches an award; its error goes on to the dispatcher, which parks and retries. */
  async watch(award: Promise<void>): Promise<void> {
    try {
      await award;
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      throw error;
    }
  }

  async check(): Promise<void> {
    if (this.failures >= TOLERATED_FAILURES) throw new Error(`The last ${this.failures} awards of points failed`);
  }
}
