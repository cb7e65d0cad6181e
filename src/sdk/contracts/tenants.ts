import { z } from 'zod';
import { defineEvent } from '../events.js';

/** An institution chose otherwise: which of its policies changed, not to what. */
export const tenantPoliciesChanged = defineEvent({
  name: 'tenants.policies-changed.v1',
  topic: 'system-events',
  schema: z.object({ changed: z.array(z.string()) }),
});

/** An institution speaks another language from now on. */
export const localeChanged = defineEvent({
  name: 'tenants.locale-changed.v1',
  topic: 'system-events',
  schema: z.object({
    /** BCP 47. */
    locale: z.string(),
  }),
});
