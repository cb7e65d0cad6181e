import type { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext } from '../context/request-context.js';
import type { TenantPolicies } from './tenant.js';
import { tenantPoliciesSchema } from './tenant-policies.js';

/** The policies of the institution as they are stored now, past every snapshot. */
export const storedPolicies = async (uow: UnitOfWork): Promise<TenantPolicies> => {
  const [row] = await uow.query<{ policies: unknown }>('SELECT policies FROM core.tenants WHERE id = $1', [uow.tenantId]);
  return tenantPoliciesSchema.parse(row?.policies ?? {});
};

/** The policies of the institution; asked for where the context has loaded none: jobs, commands. */
export const tenantPolicies = async (uow: UnitOfWork): Promise<TenantPolicies> =>
  requireContext().tenant?.policies ?? (await storedPolicies(uow));
