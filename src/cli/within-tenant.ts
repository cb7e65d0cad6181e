import type { LecternApp } from '../compose.js';
import { runForTenant } from '../platform/context/request-context.js';
import { TenantDirectory } from '../platform/tenancy/tenant-directory.js';
import { NotFound } from '../sdk/errors.js';

/** Works in the institution of this name. Throws `NotFound('tenant')`. */
export const withinTenant = async <T>({ app }: LecternApp, tenantSlug: string, work: () => Promise<T>): Promise<T> => {
  const tenant = await app.get(TenantDirectory, { strict: false }).bySlug(tenantSlug);
  if (!tenant) throw new NotFound('tenant');
  return runForTenant(tenant.id, work);
};
