import { requireContext } from '../../platform/context/request-context.js';
import { SYSTEM_TENANT_SLUG } from '../../platform/tenancy/system-tenant.js';
import { Forbidden } from '../../sdk/errors.js';

/** Throws in the tenant of the operators: nobody comes in there by themselves. */
export const assertInstitution = (): void => {
  if (requireContext().tenant?.slug === SYSTEM_TENANT_SLUG) throw new Forbidden('This is not possible in the tenant of the operators');
};

/** Throws unless anybody may make themselves an account at this institution. */
export const assertRegistrationOpen = (): void => {
  assertInstitution();
  if (requireContext().tenant?.policies.registration !== 'open') throw new Forbidden('This institution does not take registrations');
};
