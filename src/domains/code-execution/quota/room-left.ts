import type { CodeQuota } from '../../../platform/tenancy/tenant.js';
import { TooMany } from '../../../sdk/errors.js';

/** What one person, or all people of an institution together, have running and have used up today. */
export interface Use {
  readonly runs: number;
  /** The most that what is running may still take today. */
  readonly reservedMs: number;
  readonly usedMs: number;
}

export interface CurrentUse {
  readonly own: Use;
  readonly all: Use;
  readonly secondsToMidnight: number;
}

/** What is running ends within seconds. */
const SOON_SECONDS = 1;

const exceeded = (seconds: number, detail: string): TooMany => new TooMany(seconds, detail, 'QUOTA_EXCEEDED');

interface Bounds {
  readonly whose: string;
  readonly use: Use;
  readonly concurrent: number;
  readonly cpuMs: number;
}

const boundsOf = ({ own, all }: CurrentUse, quota: CodeQuota): readonly Bounds[] => [
  { whose: 'your', use: own, concurrent: quota.user_concurrent, cpuMs: quota.user_cpu_seconds_per_day * 1000 },
  { whose: 'the institution’s', use: all, concurrent: quota.tenant_concurrent, cpuMs: quota.tenant_cpu_seconds_per_day * 1000 },
];

/**
 * Why a run that may take `cpuMs` milliseconds of processor time does not fit; undefined when it does. What is used up is
 * free again at midnight, what is only reserved within seconds.
 */
export const refusalOf = (use: CurrentUse, cpuMs: number, quota: CodeQuota): TooMany | undefined => {
  const bounds = boundsOf(use, quota);
  const usedUp = bounds.find((one) => one.use.usedMs + cpuMs > one.cpuMs);
  if (usedUp) return exceeded(use.secondsToMidnight, `Today ${usedUp.whose} processor time for running code is used up`);
  const busy = bounds.find((one) => one.use.runs >= one.concurrent || one.use.usedMs + one.use.reservedMs + cpuMs > one.cpuMs);
  if (busy) return exceeded(SOON_SECONDS, `Other programs of ${busy.whose} quota are still running`);
  return undefined;
};
