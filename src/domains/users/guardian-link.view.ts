import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import { type GuardianLink, GUARDIAN_LINK_STATES } from './guardian-links.js';

export const guardianLinkSchema = z
  .object({
    guardian_id: idSchema,
    child_id: idSchema,
    /** Of the guardian. */
    name: z.string(),
    status: z.enum(GUARDIAN_LINK_STATES),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'GuardianLink' });
export type GuardianLinkView = z.input<typeof guardianLinkSchema>;

export const guardianLinkView = (link: GuardianLink, name: string): GuardianLinkView => ({
  guardian_id: link.guardian_id,
  child_id: link.child_id,
  name,
  status: link.status,
  created_at: link.created_at,
  updated_at: link.updated_at,
});
