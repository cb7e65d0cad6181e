import { z } from 'zod';

/** What is said of an external issuer whose tokens sign people in, besides the secret. */
export const identityProviderFields = {
  issuer: z.string().min(1).max(500),
  audience: z.string().min(1).max(500),
  algorithms: z.array(z.enum(['HS256', 'RS256', 'ES256', 'EdDSA'])).min(1),
  jwks_url: z
    .url({ protocol: /^https$/ })
    .max(1000)
    .optional(),
  emails_verified: z.boolean().default(false),
  provision: z.enum(['none', 'student', 'parent']).default('none'),
};

/** As stored: the secret is sealed. */
const identityProvider = z.strictObject({ ...identityProviderFields, secret: z.string().min(1).max(8000).optional() });

/** The simple policies, with the defaults of a new institution. */
export const policyFields = {
  registration: z.enum(['open', 'closed']).default('closed'),
  teacher_enrollment: z.enum(['any', 'admin_only']).default('any'),
  teachers_read_chats: z.boolean().default(false),
  shared_networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .max(100)
    .default([]),
  allowed_origins: z
    .array(z.url({ protocol: /^https?$/ }).max(300))
    .max(50)
    .default([]),
};

/** The policies of an institution as stored, with the defaults of a new one. */
export const tenantPoliciesSchema = z.strictObject({
  ...policyFields,
  identity_providers: z.array(identityProvider).max(20).default([]),
});
