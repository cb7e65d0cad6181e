import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** So many items at most does one event name. */
export const MOST_NAMED_ITEMS = 100;

/** Content items came, changed or went. */
export const contentItemsChanged = defineEvent({
  name: 'content.items-changed.v1',
  topic: 'system-events',
  schema: z.object({
    change: z.enum(['created', 'changed', 'deleted', 'imported']),
    /** An import of more than can be named: any item may be another, and `items` is empty. */
    everything: z.boolean(),
    /** Where they are; one that moved is named twice, by where it was and where it is. */
    items: z.array(z.object({ item_id: idSchema, grade: z.int(), subject: z.string(), topic: z.string() })).max(2 * MOST_NAMED_ITEMS),
  }),
});
