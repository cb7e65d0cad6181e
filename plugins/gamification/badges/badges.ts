import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Page, Paging, Preconditions, UnitOfWork } from 'lectern/sdk';
import { IsNull } from 'typeorm';
import { Badge } from './badge.entity.js';
import { type BadgeQuery, type BadgeView, badgeView, type CreateBadge, type UpdateBadge } from './badges.schemas.js';

/** The badges of an institution. One that is deleted is retired: whoever has it keeps it. */
@Injectable()
export class Badges {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  async list(query: BadgeQuery): Promise<Page<BadgeView>> {
    const window = this.paging.open(query);
    const rows = await this.uow.query<Badge>(
      `SELECT id, name, description, rule, created_at AS "createdAt", updated_at AS "updatedAt" FROM gamification.badge
       WHERE retired_at IS NULL AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
      [window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count() : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total).map(badgeView);
  }

  async get(id: string): Promise<BadgeView> {
    return this.uow.run(async () => badgeView(await this.find(id)));
  }

  async create(input: CreateBadge): Promise<BadgeView> {
    return this.uow.run(async (em) => {
      const badge = em.create(Badge, { id: newId(), description: '', ...input });
      await em.insert(Badge, badge);
      this.audit('badge-created', badge.id, { name: badge.name });
      return badgeView(badge);
    });
  }

  async update(id: string, input: UpdateBadge): Promise<BadgeView> {
    return this.uow.run(async (em) => {
      const current = badgeView(await this.lock(id));
      this.preconditions.check(current);
      if (Object.keys(input).length === 0) return current;
      await em.update(Badge, { id }, input);
      this.audit('badge-changed', id, { fields: Object.keys(input) });
      return badgeView(await this.find(id));
    });
  }

  async retire(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      await this.lock(id);
      await em.update(Badge, { id }, { retiredAt: new Date() });
      this.audit('badge-retired', id);
    });
  }

  private async lock(id: string): Promise<Badge> {
    await this.uow.em.query('SELECT 1 FROM gamification.badge WHERE id = $1 FOR UPDATE', [id]);
    return this.find(id);
  }

  private async find(id: string): Promise<Badge> {
    const badge = await this.uow.em.findOneBy(Badge, { id, retiredAt: IsNull() });
    if (!badge) throw new NotFound('badge');
    return badge;
  }

  private async count(): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>('SELECT count(*) AS total FROM gamification.badge WHERE retired_at IS NULL');
    return Number(row?.total ?? 0);
  }

  private audit(act: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action: `gamification.${act}`, category: 'staff', target: { type: 'badge', id }, ...(detail ? { detail } : {}) });
  }
}
