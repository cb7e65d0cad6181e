import { Injectable } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { type Page, type PageWindow, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext, runInContext } from '../context/request-context.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { type DeadLetterDetail, type DeadLetterQuery, type DeadLetterRow, deadLetterView } from './dead-letters.schemas.js';
import { Redrive } from './redrive.js';

const PAGE = `
  SELECT * FROM core.dead_letter
  WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR consumer = $3)
    AND ($4::text IS NULL OR name = $4)
  ORDER BY id DESC LIMIT $5`;
const COUNT = `
  SELECT count(*) AS count FROM core.dead_letter
  WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR consumer = $2) AND ($3::text IS NULL OR name = $3)`;
const ONE = 'SELECT * FROM core.dead_letter WHERE id = $1';

/** What could not be delivered or done: an admin's tenant's own, for operators everybody's. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly system: SystemAccess,
    private readonly paging: Paging,
    private readonly redriving: Redrive,
  ) {}

  async list(caller: Principal, query: DeadLetterQuery): Promise<Page<DeadLetterDetail>> {
    const window = this.paging.open(query);
    await this.recordReading(caller);
    const filters = [query.kind ?? null, query.consumer ?? null, query.name ?? null];
    const rows = await this.read<DeadLetterRow>(caller, PAGE, [window.after?.[0] ?? null, ...filters, window.take]);
    return this.paging.close(query, window, rows, ({ id }) => [id], await this.count(caller, window, filters)).map(deadLetterView);
  }

  async get(caller: Principal, id: string): Promise<DeadLetterDetail> {
    await this.recordReading(caller, id);
    return deadLetterView(await this.find(caller, id));
  }

  /** Gives it another try, with all its attempts; it is no dead letter any more. */
  async redrive(caller: Principal, id: string): Promise<DeadLetterDetail> {
    return this.change(caller, id, async (letter) => {
      await this.redriving.run(letter);
      this.record(caller, letter, 'operations.dead-letter-redriven');
    });
  }

  /** Gives up on it for good. */
  async discard(caller: Principal, id: string): Promise<void> {
    await this.change(caller, id, async (letter) => {
      await this.redriving.giveUp(letter);
      this.record(caller, letter, 'operations.dead-letter-discarded');
    });
  }

  /** Does `work` in the tenant of the letter, takes it away, and answers what it was. */
  private async change(caller: Principal, id: string, work: (letter: DeadLetterRow) => Promise<void>): Promise<DeadLetterDetail> {
    const context = requireContext();
    const act = (): Promise<DeadLetterDetail> =>
      this.uow.run(async (em) => {
        const [letter] = await em.query<DeadLetterRow[]>('SELECT * FROM core.dead_letter WHERE id = $1 FOR UPDATE', [id]);
        if (!letter) throw new NotFound('dead-letter');
        await work(letter);
        await em.query('DELETE FROM core.dead_letter WHERE id = $1', [id]);
        return deadLetterView(letter);
      });
    if (caller.role !== 'operator') return act();
    const { tenant_id: tenantId } = await this.find(caller, id);
    return runInContext({ ...context, tenantId, tenant: undefined, beforeCommit: [] }, act);
  }

  private async find(caller: Principal, id: string): Promise<DeadLetterRow> {
    const [letter] = await this.read<DeadLetterRow>(caller, ONE, [id]);
    if (!letter) throw new NotFound('dead-letter');
    return letter;
  }

  private async count(caller: Principal, window: PageWindow, filters: readonly unknown[]): Promise<number | undefined> {
    if (!window.countExactly) return undefined;
    const [row] = await this.read<{ count: string }>(caller, COUNT, filters);
    return Number(row?.count ?? 0);
  }

  private read<R>(caller: Principal, sql: string, parameters: readonly unknown[]): Promise<R[]> {
    return caller.role === 'operator' ? this.system.run((query) => query<R>(sql, parameters)) : this.uow.query<R>(sql, parameters);
  }

  /** Operators read what institutions hold on people: that does not stay unseen. */
  private async recordReading({ role }: Principal, id?: string): Promise<void> {
    if (role !== 'operator') return;
    const target = id === undefined ? {} : { target: { type: 'dead-letter', id } };
    await this.uow.run(async () => this.uow.audit({ action: 'operations.dead-letters-read', category: 'security', ...target }));
  }

  private record(caller: Principal, letter: DeadLetterRow, action: string): void {
    this.uow.audit({
      category: caller.role === 'operator' ? 'system' : 'staff',
      action,
      target: { type: 'dead-letter', id: letter.id },
      detail: { kind: letter.kind, consumer: letter.consumer, name: letter.name, source_id: letter.source_id },
    });
  }
}
