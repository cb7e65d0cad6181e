import { z } from 'zod';
import { policyFields } from '../../platform/tenancy/tenant-policies.js';
import { idSchema } from '../../sdk/ids.js';

const use = { runs: z.int(), cpu_seconds: z.number() };

export const usageSchema = z
  .object({
    /** Today's date at the institution. */
    day: z.iso.date(),
    ...use,
    /** Programs that run at this moment. */
    running: z.int(),
    quota: policyFields.code_quota,
    /** Those who used the most today, at most 50. */
    people: z.array(z.object({ user_id: idSchema, name: z.string(), ...use })),
  })
  .meta({ id: 'CodeUsage' });
export type UsageView = z.input<typeof usageSchema>;
