import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { type Page, Paging, Preconditions } from '../../sdk/page.js';
import type { PageQuery } from '../../sdk/schemas.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type CreateTerm, termSchema, type TermView, type UpdateTerm } from './terms.schemas.js';

const COLUMNS = 'id, name, starts_on::text, ends_on::text, created_at, updated_at';

/** The terms of an institution: names with days. A class may name one that is not listed. */
@Injectable()
export class Terms {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
  ) {}

  async list(query: PageQuery): Promise<Page<TermView>> {
    const window = this.paging.open(query);
    const rows = await this.uow.query<TermView>(`SELECT ${COLUMNS} FROM core.term WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`, [
      window.after?.[0] ?? null,
      window.take,
    ]);
    const total = window.countExactly ? await this.count() : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  async get(id: string): Promise<TermView> {
    const [row] = await this.uow.query<TermView>(`SELECT ${COLUMNS} FROM core.term WHERE id = $1`, [id]);
    if (!row) throw new NotFound('term');
    return row;
  }

  async create(input: CreateTerm): Promise<TermView> {
    assertInOrder(input);
    return this.uow.run(async (em) => {
      const id = newId();
      const values = [id, input.name, input.starts_on, input.ends_on];
      await onlyOnce(em.query('INSERT INTO core.term (id, name, starts_on, ends_on) VALUES ($1, $2, $3, $4)', values));
      this.audit('classes.term-created', id, { name: input.name });
      return this.get(id);
    });
  }

  /** Classes that name the term follow when it is renamed. */
  async update(id: string, input: UpdateTerm): Promise<TermView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id);
      this.preconditions.check(current);
      if (Object.keys(input).length === 0) return current;
      const { name, starts_on, ends_on } = { ...current, ...input };
      assertInOrder({ starts_on, ends_on });
      const values = [id, name, starts_on, ends_on];
      await onlyOnce(em.query('UPDATE core.term SET name = $2, starts_on = $3, ends_on = $4, updated_at = now() WHERE id = $1', values));
      if (name !== current.name)
        await em.query('UPDATE core.class SET term = $2, updated_at = now() WHERE term = $1', [current.name, name]);
      this.audit('classes.term-changed', id, { fields: Object.keys(input) });
      return this.get(id);
    });
  }

  /** Classes keep its name. */
  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      this.preconditions.check(await this.lock(id), termSchema);
      await em.query('DELETE FROM core.term WHERE id = $1', [id]);
      this.audit('classes.term-deleted', id);
    });
  }

  private async lock(id: string): Promise<TermView> {
    const rows = await this.uow.em.query<unknown[]>('SELECT 1 FROM core.term WHERE id = $1 FOR UPDATE', [id]);
    if (rows.length === 0) throw new NotFound('term');
    return this.get(id);
  }

  private async count(): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>('SELECT count(*)::int AS total FROM core.term');
    return row?.total ?? 0;
  }

  private audit(action: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'configuration', target: { type: 'term', id }, ...(detail ? { detail } : {}) });
  }
}

const assertInOrder = ({ starts_on, ends_on }: Pick<CreateTerm, 'starts_on' | 'ends_on'>): void => {
  if (starts_on > ends_on) throw new InvalidInput({ ends_on: ['A term does not end before it starts'] });
};

const onlyOnce = async (write: Promise<unknown>): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (isUniqueViolation(error, 'term_name')) throw new Conflict('There is a term of this name already');
    throw error;
  }
};
