import { defineEvent } from 'lectern/sdk';
import { z } from 'zod';

/** What the handlers of the troubled plugin do with an event. */
export const TROUBLES = ['none', 'poison', 'sleep'] as const;

/** Somebody did a piece of work. `n` counts within the key, from 1. */
export const workDone = defineEvent({
  name: 'busy.work-done.v1',
  topic: 'student-events',
  schema: z.object({
    mark: z.string(),
    n: z.int(),
    /** How long each handler takes, in the database. */
    handler_ms: z.int(),
    trouble: z.enum(TROUBLES),
  }),
});

export type WorkDone = ReturnType<(typeof workDone)['schema']['parse']>;
