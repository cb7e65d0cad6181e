import { requireContext } from '../../platform/context/request-context.js';
import { localDate } from './local-date.js';

/** Today's date at the institution whose request this is. */
export const tenantToday = (now: Date): string => {
  const { tenant } = requireContext();
  if (!tenant) throw new Error('The tenant of this context was not loaded');
  return localDate(now, tenant.timezone);
};
