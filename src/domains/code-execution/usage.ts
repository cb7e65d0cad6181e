import { Injectable } from '@nestjs/common';
import { tenantPolicies } from '../../platform/tenancy/stored-policies.js';
import { tenantToday } from '../../platform/tenancy/tenant-day.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { UsageView } from './usage.schemas.js';

const TOTAL = `
  SELECT coalesce(sum(t.runs), 0)::int AS runs, coalesce(sum(t.cpu_ms), 0)::float8 / 1000 AS cpu_seconds,
    (SELECT count(*)::int FROM core.code_run WHERE expires_at > now()) AS running
  FROM core.code_cpu_total t WHERE t.day = $1::date`;
export const PEOPLE = `
  SELECT d.user_id, u.name, d.runs, d.cpu_ms::float8 / 1000 AS cpu_seconds
  FROM core.code_cpu_day d JOIN core.users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
  WHERE d.day = $1::date ORDER BY d.cpu_ms DESC, d.user_id LIMIT 50`;

/** What running code has cost the institution today. */
@Injectable()
export class Usage {
  constructor(private readonly uow: UnitOfWork) {}

  async today(): Promise<UsageView> {
    const day = tenantToday(new Date());
    const [total] = await this.uow.query<Pick<UsageView, 'runs' | 'cpu_seconds' | 'running'>>(TOTAL, [day]);
    if (!total) throw new Error('A sum has a row');
    const people = await this.uow.query<UsageView['people'][number]>(PEOPLE, [day]);
    return { day, ...total, quota: (await tenantPolicies(this.uow)).code_quota, people };
  }
}
