import type { z } from 'zod';
import type { JobDefinition } from './jobs.js';

/** Work that comes again and again, once for each institution, by the clock on its wall. */
export interface ScheduleDefinition<S extends z.ZodType = z.ZodType> {
  /** `<domain or plugin id>.<words>`: `chat.nightly-ends`. */
  readonly name: string;
  /** When, as a cron expression of five fields, in the institution's time zone: `0 3 * * *` is every night at three. */
  readonly cron: string;
  /** What is enqueued then, and what it is given. */
  readonly job: JobDefinition<S>;
  readonly input: z.input<S>;
  /** Each institution comes at its own moment of so many seconds after the time, always the same, so that not all come at once (default 300). */
  readonly jitterSeconds?: number;
}

const LONGEST_JITTER = 6 * 3600;

/** Declares recurring work. Throws when the name is not `<owner>.<words>`, the input does not fit or the jitter is not 0 to 6 hours. */
export const defineSchedule = <S extends z.ZodType>(definition: ScheduleDefinition<S>): ScheduleDefinition<S> => {
  const { name, job, input, jitterSeconds = 0 } = definition;
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z-]*$/.test(name)) throw new Error(`Schedule name ${name} is not <owner>.<words>`);
  if (!(jitterSeconds >= 0 && jitterSeconds <= LONGEST_JITTER)) throw new Error(`The jitter of schedule ${name} is not 0 to 6 hours`);
  job.input.parse(input);
  return Object.freeze(definition);
};
