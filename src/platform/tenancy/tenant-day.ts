import { requireContext } from '../context/request-context.js';
import type { UnitOfWork } from '../../sdk/unit-of-work.js';
import { localDate } from './local-date.js';

/** Today's date at the institution whose request this is. */
export const tenantToday = (now: Date): string => {
  const { tenant } = requireContext();
  if (!tenant) throw new Error('The tenant of this context was not loaded');
  return localDate(now, tenant.timezone);
};

/** The time zone of the institution; asked for where the context has loaded none: commands, imports. */
export const tenantTimeZone = async (uow: UnitOfWork): Promise<string> => {
  const { tenant } = requireContext();
  if (tenant) return tenant.timezone;
  const [row] = await uow.query<{ timezone: string }>('SELECT timezone FROM core.tenants WHERE id = $1', [uow.tenantId]);
  if (!row) throw new Error('There is no such tenant');
  return row.timezone;
};
