import { Injectable } from '@nestjs/common';
import { type Page, Paging } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { TENANT_COLUMNS } from './tenants.js';
import type { TenantQuery, TenantView } from './tenants.schemas.js';

const MATCHES = `($1::text IS NULL OR t.slug ^@ $1) AND ($2::boolean IS NULL OR t.active = $2)`;

/** The institutions of the installation, by slug. */
@Injectable()
export class ListTenants {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  async run(query: TenantQuery): Promise<Page<TenantView>> {
    const window = this.paging.open(query);
    const filters = [query.q?.toLowerCase() ?? null, query.is_active ?? null];
    const rows = await this.uow.query<TenantView>(
      `SELECT ${TENANT_COLUMNS} FROM core.tenants t WHERE ${MATCHES} AND ($3::text IS NULL OR t.slug > $3) ORDER BY t.slug LIMIT $4`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    return this.paging.close(query, window, rows, (tenant) => [tenant.slug], window.countExactly ? await this.count(filters) : undefined);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(`SELECT count(*)::int AS total FROM core.tenants t WHERE ${MATCHES}`, filters);
    return row?.total ?? 0;
  }
}
