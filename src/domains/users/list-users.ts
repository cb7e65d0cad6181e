import { Injectable } from '@nestjs/common';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { searchKeyOrNull } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Teaching } from '../classes/teaching.js';
import { emailKey } from './look-up-keys.js';
import { User } from './user.entity.js';
import { type UserView, userView } from './user.view.js';
import type { UserQuery } from './users.schemas.js';

export type Listed = UserView | { readonly id: string; readonly name: string };

const CONDITIONS = `($1::text IS NULL OR u.role = $1)
  AND ($2::text IS NULL OR u.name_key ^@ $2 OR u.email_key ^@ $3 OR u.username_key ^@ $3)
  AND ($4::uuid[] IS NULL OR u.id = ANY ($4) OR u.email_key = $5)`;

/** Finds people: administrators everybody, teachers those of their classes and, to enroll them, whoever has exactly this address. */
@Injectable()
export class ListUsers {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly teaching: Teaching,
  ) {}

  async run(caller: Principal, query: UserQuery): Promise<Page<Listed>> {
    const window = this.paging.open(query);
    const visible = caller.permissions.has('users:write') ? null : [...(await this.teaching.peopleOf(caller.userId)), caller.userId];
    const { q } = query;
    const filters = [query.role ?? null, searchKeyOrNull(q), q === undefined ? null : emailKey(q), visible];
    const parameters = [...filters, q?.includes('@') ? emailKey(q) : null];
    return this.uow.run(async (em) => {
      const ids = await em.query<{ id: string }[]>(
        `SELECT u.id FROM core.users u WHERE ${CONDITIONS} AND ($6::uuid IS NULL OR u.id > $6) ORDER BY u.id LIMIT $7`,
        [...parameters, window.after?.[0] ?? null, window.take],
      );
      const total = window.countExactly ? await this.count(parameters) : undefined;
      const people = await this.load(ids.map((row) => row.id));
      const page = this.paging.close(query, window, people, (user) => [user.id], total);
      return page.map((user) => (visible && !visible.includes(user.id) ? { id: user.id, name: user.name } : userView(user)));
    });
  }

  private async load(ids: readonly string[]): Promise<User[]> {
    if (ids.length === 0) return [];
    return this.uow.em.createQueryBuilder(User, 'u').where('u.id IN (:...ids)', { ids }).orderBy('u.id').getMany();
  }

  private async count(parameters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM core.users u WHERE ${CONDITIONS}`,
      parameters,
    );
    return row?.total ?? 0;
  }
}
