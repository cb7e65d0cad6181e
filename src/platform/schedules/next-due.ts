import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import type { ScheduleDefinition } from '../../sdk/schedules.js';

const DEFAULT_JITTER = 300;

type Timing = Pick<ScheduleDefinition, 'name' | 'cron' | 'jitterSeconds'>;

/** What is wrong with a cron expression: undefined when nothing is. */
export const cronProblem = (cron: string): string | undefined => {
  try {
    return new Cron(cron, { mode: '5-part', paused: true }).nextRun() ? undefined : 'never comes';
  } catch (error) {
    return (error as Error).message;
  }
};

/** Everything the moments of a schedule depend on, as text: when it changes, they are reckoned anew. */
export const ruleOf = ({ cron, jitterSeconds = DEFAULT_JITTER }: Timing): string => `${cron} +${jitterSeconds}`;

/** How long after the time an institution comes, in milliseconds: always the same for it, evenly spread over all. */
const jitterMs = ({ name, jitterSeconds = DEFAULT_JITTER }: Timing, tenantId: string): number => {
  const digest = createHash('sha256').update(`${tenantId} ${name}`).digest().readUInt32BE(0);
  return Math.floor((digest / 2 ** 32) * jitterSeconds) * 1000;
};

/**
 * The first moment after `after` at which the schedule comes in an institution, or undefined when it never does. A time
 * that the clock skips in spring comes when it goes on; one that it shows twice in autumn comes once.
 */
export const nextDue = (timing: Timing, tenantId: string, timezone: string, after: Date): Date | undefined => {
  const shift = jitterMs(timing, tenantId);
  const next = new Cron(timing.cron, { mode: '5-part', timezone, paused: true }).nextRun(new Date(after.getTime() - shift));
  return next ? new Date(next.getTime() + shift) : undefined;
};
