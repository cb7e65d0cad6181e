import { z } from 'zod';

const identityProvider = z.strictObject({
  issuer: z.string().min(1).max(500),
  audience: z.string().min(1).max(500),
  algorithms: z.array(z.enum(['HS256', 'RS256', 'ES256', 'EdDSA'])).min(1),
  jwks_url: z
    .url({ protocol: /^https$/ })
    .max(1000)
    .optional(),
  secret: z.string().min(1).max(4000).optional(),
  emails_verified: z.boolean().default(false),
  provision: z.enum(['none', 'student', 'parent']).default('none'),
});

/** The policies of an institution, with the defaults of a new one. */
export const tenantPoliciesSchema = z.strictObject({
  registration: z.enum(['open', 'closed']).default('closed'),
  teacher_enrollment: z.enum(['any', 'admin_only']).default('any'),
  teachers_read_chats: z.boolean().default(false),
  identity_providers: z.array(identityProvider).max(20).default([]),
  shared_networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .max(100)
    .default([]),
  allowed_origins: z
    .array(z.url({ protocol: /^https?$/ }).max(300))
    .max(50)
    .default([]),
});
