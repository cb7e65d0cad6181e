import { z } from 'zod';
import { newPasswordSchema } from '../../platform/auth/new-password-schema.js';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery, slug, text } from '../../sdk/schemas.js';
import { locale, region, timeZone } from './place-schemas.js';

const firstAdmin = z.strictObject({
  email: z.string().trim().max(254).pipe(z.email()),
  password: newPasswordSchema,
  name: text(200),
});

export const newTenantSchema = z
  .strictObject({
    slug,
    name: text(200),
    plan: z.string().max(63).default('standard'),
    region: region.nullish(),
    timezone: timeZone.default('UTC'),
    locale: locale.default('en'),
    /** Switched on from the start, `route-aliases` besides. */
    plugins: z.array(z.string().max(63)).max(200).optional(),
    admin: firstAdmin,
  })
  .meta({ id: 'NewTenant' });
export type NewTenant = z.infer<typeof newTenantSchema>;

export const tenantChangesSchema = z
  .strictObject({
    slug: slug.optional(),
    name: text(200).optional(),
    plan: z.string().max(63).optional(),
    region: region.nullable().optional(),
    timezone: timeZone.optional(),
    locale: locale.optional(),
    is_active: z.boolean().optional(),
    /** Makes it the tenant of clients that know no tenants, in place of the one before. */
    is_default: z.literal(true).optional(),
  })
  .meta({ id: 'TenantChanges' });
export type TenantChangesInput = z.infer<typeof tenantChangesSchema>;

const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'Use a host name such as learn.school.example');

export const domainsSchema = z.strictObject({ domains: z.array(hostName).max(50) }).meta({ id: 'TenantDomains' });
export type DomainsInput = z.infer<typeof domainsSchema>;

export const tenantQuerySchema = pageQuery({
  /** The beginning of a slug. */
  q: z.string().trim().min(1).max(63).optional(),
  is_active: z.stringbool().optional(),
});
export type TenantQuery = z.infer<typeof tenantQuerySchema>;

export const tenantSchema = z
  .object({
    id: idSchema,
    slug: z.string(),
    name: z.string(),
    is_active: z.boolean(),
    is_default: z.boolean(),
    plan: z.string(),
    region: z.string().nullable(),
    timezone: z.string(),
    locale: z.string(),
    domains: z.array(z.string()),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Tenant' });

/** What operators see of an institution. */
export type TenantView = z.input<typeof tenantSchema>;
