import { requireContext } from '../../platform/context/request-context.js';
import type { TenantPolicies } from '../../platform/tenancy/tenant.js';

/** Best scores, 0 to 100, from which an exercise is completed and mastered at the institution whose request this is. */
export const exerciseThresholds = (): TenantPolicies['exercise_thresholds'] => {
  const { tenant } = requireContext();
  if (!tenant) throw new Error('The tenant of this context was not loaded');
  return tenant.policies.exercise_thresholds;
};
