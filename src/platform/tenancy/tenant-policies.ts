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

/** How much code may be run: how many programs at once, and how many seconds of processor time on one day of the institution's. */
const codeQuota = z.strictObject({
  user_concurrent: z.int().min(1).max(100),
  tenant_concurrent: z.int().min(1).max(1000),
  user_cpu_seconds_per_day: z.int().min(0).max(1_000_000),
  tenant_cpu_seconds_per_day: z.int().min(0).max(100_000_000),
});

const usualCodeQuota: z.output<typeof codeQuota> = {
  user_concurrent: 5,
  tenant_concurrent: 100,
  user_cpu_seconds_per_day: 1800,
  tenant_cpu_seconds_per_day: 36_000,
};

/** The other policies, as they may be set. */
export const policyFields = {
  registration: z.enum(['open', 'closed']),
  teacher_enrollment: z.enum(['any', 'admin_only']),
  teachers_read_chats: z.boolean(),
  chat_text_in_events: z.boolean(),
  leaderboard: z.enum(['names', 'pseudonyms', 'off']),
  exercise_thresholds: z
    .strictObject({ completed: z.number().min(0).max(100), mastered: z.number().min(0).max(100) })
    .refine(({ completed, mastered }) => completed <= mastered, 'What is mastered is completed too'),
  code_quota: codeQuota,
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
  chat_text_in_events: policyFields.chat_text_in_events.default(false),
  leaderboard: policyFields.leaderboard.default('names'),
  exercise_thresholds: policyFields.exercise_thresholds.default({ completed: 70, mastered: 90 }),
  code_quota: policyFields.code_quota.default(usualCodeQuota),
  identity_providers: z.array(identityProvider).max(20).default([]),
  shared_networks: policyFields.shared_networks.default([]),
  allowed_origins: policyFields.allowed_origins.default([]),
});
