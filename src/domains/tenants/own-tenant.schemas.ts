import { z } from 'zod';
import { identityProviderFields, policyFields } from '../../platform/tenancy/tenant-policies.js';
import { LIMIT_POLICIES } from '../../platform/throttling/policies.js';
import { idSchema } from '../../sdk/ids.js';
import { instant, text } from '../../sdk/schemas.js';
import { locale, timeZone } from './place-schemas.js';

const webAddress = z.url({ protocol: /^https$/ }).max(1000);
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Use a colour such as #1a2b3c');

const brandingFields = {
  display_name: text(200),
  logo_url: webAddress,
  icon_url: webAddress,
  primary_color: colour,
  accent_color: colour,
  welcome_text: text(2000),
  support_email: z.string().max(254).pipe(z.email()),
  support_url: webAddress,
};

const branding = z.strictObject(brandingFields).partial();
const brandingChanges = z.strictObject(
  Object.fromEntries(Object.entries(brandingFields).map(([name, schema]) => [name, schema.nullable().optional()])),
);

const secret = z
  .string()
  .max(2000)
  .refine((value) => Buffer.byteLength(value) >= 32, 'At least 32 bytes');

const identityProvider = z
  .strictObject({
    ...identityProviderFields,
    /** Write-only. `{"set": true}`, as it is read back, keeps the stored one. */
    secret: z.union([secret, z.strictObject({ set: z.literal(true) })]).optional(),
  })
  .superRefine((provider, context) => {
    const shared = provider.secret !== undefined;
    const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (shared === (provider.jwks_url !== undefined)) problem('jwks_url', 'Give either jwks_url or secret');
    const fitting = provider.algorithms.every((algorithm) => (algorithm === 'HS256') === shared);
    if (!fitting) problem('algorithms', 'HS256 goes with a secret, the others with jwks_url');
  });
export type IdentityProviderInput = z.infer<typeof identityProvider>;

const identityProviders = z
  .array(identityProvider)
  .max(20)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'Each issuer once');

const origin = z
  .url({ protocol: /^https?$/, abort: true })
  .max(300)
  .refine((address) => new URL(address).origin === address.replace(/\/$/, ''), 'Use an origin such as https://school.example')
  .transform((address) => new URL(address).origin);

const policyChanges = z
  .strictObject({
    ...policyFields,
    code_quota: policyFields.code_quota.partial(),
    allowed_origins: z.array(origin).max(50),
    identity_providers: identityProviders,
  })
  .partial();
export type PolicyChanges = z.infer<typeof policyChanges>;

const limit = z.strictObject({ limit: z.int().min(1).max(1_000_000), window_seconds: z.int().min(1).max(86_400) });
/** `null` goes back to the standard. */
const limitChanges = z.partialRecord(z.enum([...LIMIT_POLICIES.keys()]), limit.nullable());

export const ownTenantChangesSchema = z
  .strictObject({
    name: text(200).optional(),
    timezone: timeZone.optional(),
    locale: locale.optional(),
    branding: brandingChanges.optional(),
    policies: policyChanges.optional(),
    limits: limitChanges.optional(),
  })
  .meta({ id: 'OwnTenantChanges' });
export type OwnTenantChanges = z.infer<typeof ownTenantChangesSchema>;

const policiesView = z.object({
  registration: z.string(),
  teacher_enrollment: z.string(),
  teachers_read_chats: z.boolean(),
  chat_text_in_events: z.boolean(),
  leaderboard: z.string(),
  exercise_thresholds: z.object({ completed: z.number(), mastered: z.number() }),
  code_quota: z.object({
    user_concurrent: z.int(),
    tenant_concurrent: z.int(),
    user_cpu_seconds_per_day: z.int(),
    tenant_cpu_seconds_per_day: z.int(),
  }),
  // for those who may change them
  shared_networks: z.array(z.string()).optional(),
  allowed_origins: z.array(z.string()).optional(),
  identity_providers: z
    .array(
      z.object({
        issuer: z.string(),
        audience: z.string(),
        algorithms: z.array(z.string()),
        jwks_url: z.string().optional(),
        secret: z.object({ set: z.literal(true) }).optional(),
        emails_verified: z.boolean(),
        provision: z.string(),
      }),
    )
    .optional(),
});

export const ownTenantSchema = z
  .object({
    id: idSchema,
    slug: z.string(),
    name: z.string(),
    plan: z.string(),
    region: z.string().nullable(),
    timezone: z.string(),
    locale: z.string(),
    branding,
    policies: policiesView,
    /** Every limit as it holds here. */
    limits: z.record(z.string(), z.object({ limit: z.int(), window_seconds: z.int() })),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'OwnTenant' });
export type OwnTenantView = z.input<typeof ownTenantSchema>;
