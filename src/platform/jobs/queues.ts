import type { JobPriority, JobQueueName } from '../../sdk/jobs.js';
import type { Config } from '../config/config.js';

/** What a queue is called in the database. The first had no name among ours when installations began to use it. */
export const QUEUE_NAMES: Readonly<Record<JobQueueName, string>> = { default: 'lectern-jobs', grading: 'lectern-grading' };

export const PRIORITY_RANKS: Readonly<Record<JobPriority, number>> = { high: 10, normal: 0, low: -10 };

const DEFAULT_SLOTS = 4;

/** How many jobs of each queue a process does at once. A grading job mostly waits for the runner: one more than it runs cases keeps it busy. */
export const slotsOf = (queue: JobQueueName, { runnerConcurrency }: Pick<Config, 'runnerConcurrency'>): number =>
  queue === 'grading' ? runnerConcurrency + 1 : DEFAULT_SLOTS;
