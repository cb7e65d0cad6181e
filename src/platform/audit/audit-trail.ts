import { Injectable } from '@nestjs/common';
import { type Page, Paging } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext, type SqlQuery } from '../context/request-context.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { SYSTEM_TENANT_SLUG } from '../tenancy/system-tenant.js';
import type { AuditEventRow, AuditQuery, SystemEventsQuery } from './audit.schemas.js';

const MATCHING = `
  category = ANY($1::text[]) AND ($2::text IS NULL OR action = $2) AND ($3::uuid IS NULL OR actor_id = $3)
  AND ($4::text IS NULL OR target_id = $4) AND ($5::timestamptz IS NULL OR occurred_at >= $5)
  AND ($6::timestamptz IS NULL OR occurred_at < $6)`;
const LIST = `
  SELECT id, category, action, actor_id, actor_role, target_type, target_id, detail, request_id, address, occurred_at
  FROM core.audit_event WHERE ${MATCHING} AND ($7::uuid IS NULL OR id < $7) ORDER BY id DESC LIMIT $8`;
const COUNT = `SELECT count(*)::int AS total FROM core.audit_event WHERE ${MATCHING}`;

/** Who did what, newest first. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly system: SystemAccess,
    private readonly paging: Paging,
  ) {}

  /** Acts of staff, security and configuration in the tenant. */
  async acts(query: AuditQuery): Promise<Page<AuditEventRow>> {
    const categories = query.category ? [query.category] : ['staff', 'security', 'configuration'];
    return this.page(query, categories, (sql, parameters) => this.uow.query(sql, parameters));
  }

  /** What the installation did: in one's own tenant, or, for operators, in all of them. */
  async systemEvents(query: SystemEventsQuery): Promise<Page<AuditEventRow>> {
    if (requireContext().tenant?.slug !== SYSTEM_TENANT_SLUG) {
      return this.page(query, ['system'], (sql, parameters) => this.uow.query(sql, parameters));
    }
    await this.uow.run(async () => this.uow.audit({ action: 'operations.system-events-read', category: 'security' }));
    return this.system.run((sql) => this.page(query, ['system'], sql));
  }

  private async page(query: AuditQuery | SystemEventsQuery, categories: readonly string[], sql: SqlQuery): Promise<Page<AuditEventRow>> {
    const window = this.paging.open(query);
    const filters = [categories, query.action, query.actor_id, query.target_id, query.from, query.to].map((value) => value ?? null);
    const rows = await sql<AuditEventRow>(LIST, [...filters, window.after?.[0] ?? null, window.take]);
    const [counted] = window.countExactly ? await sql<{ total: number }>(COUNT, filters) : [];
    return this.paging.close(query, window, rows, (row) => [row.id], counted?.total);
  }
}
