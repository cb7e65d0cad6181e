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

/** The other policies, as they may be set. */
export const policyFields = {
  registration: z.enum(['open', 'closed']),
  teacher_enrollment: z.enum(['any', 'admin_only']),
  teachers_read_chats: z.boolean(),
  leaderboard: z.enum(['names', 'pseudonyms', 'off']),
  exercise_thresholds: z
    .strictObject({ completed: z.number().min(0).max(100), mastered: z.number().min(0).max(100) })
    .refine(({ completed, mastered }) => completed <= mastered, 'What is mastered is completed too'),
  shared_networks: z.array(z.union([z.cidrv4(), z.cidrv6()])).max(100),
  allowed_origins: z
    .array(
      z
        .url({ protocol: /^https?$/ })
        .max(300)
        // as browsers send it: without path and trailing slash
        .overwrite((url) => (URL.canParse(url) ? new URL(url).origin : url)),
    )
    .max(50),
};

/** The policies of an institution as stored, with those of a new one where nothing is. */
export const tenantPoliciesSchema = z.strictObject({
  registration: policyFields.registration.default('closed'),
  teacher_enrollment: policyFields.teacher_enrollment.default('any'),
  teachers_read_chats: policyFields.teachers_read_chats.default(false),
  leaderboard: policyFields.leaderboard.default('names'),
  exercise_thresholds: policyFields.exercise_thresholds.default({ completed: 70, mastered: 90 }),
  identity_providers: z.array(identityProvider).max(20).default([]),
  shared_networks: policyFields.shared_networks.default([]),
  allowed_origins: policyFields.allowed_origins.default([]),
});
