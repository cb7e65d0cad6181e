import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { sqlIdentifier } from '../database/sql-identifier.js';
import { PersonalDataRegistry, type PersonalTable } from './personal-data-registry.js';
import { nameOf, type TableShape, TableShapes } from './table-shapes.js';
import { TRACES } from './traces.js';

/** What one table holds on a person. Rows are as stored, without secrets. */
export interface PersonalDataSection {
  readonly owner: string;
  readonly table: string;
  readonly rows: readonly Record<string, unknown>[];
}

const SECRET = /(^|_)(hash|secret|token|password)(_|$)/;

/** Times as everywhere in the API: RFC 3339 in UTC with `Z`. */
const inUtc = (row: Record<string, unknown>, { columns }: TableShape): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isTime = typeof value === 'string' && columns.get(name)?.endsWith('with time zone') === true;
      return [name, isTime ? new Date(value).toISOString() : value];
    }),
  );

/** Everything any domain or plugin holds on a person of the current tenant, also of plugins the tenant has off. */
@Injectable()
export class ExportPerson {
  constructor(
    private readonly registry: PersonalDataRegistry,
    private readonly shapes: TableShapes,
    private readonly uow: UnitOfWork,
  ) {}

  async run(userId: string): Promise<readonly PersonalDataSection[]> {
    const tables = [...this.registry.all(), ...TRACES].filter((table) => table.export);
    const shapes = await this.shapes.of(tables);
    const sections = new Map<string, PersonalDataSection>();
    for (const table of tables) {
      const shape = shapes.get(nameOf(table));
      if (!shape) continue;
      const rows = await this.read(table, shape, userId);
      const known = sections.get(nameOf(table));
      sections.set(nameOf(table), { owner: table.owner, table: table.table, rows: [...(known?.rows ?? []), ...rows] });
    }
    return [...sections.values()].filter(({ rows }) => rows.length > 0);
  }

  private async read(table: PersonalTable, shape: TableShape, userId: string): Promise<Record<string, unknown>[]> {
    const omitted = ['tenant_id', ...(table.omit ?? []), ...[...shape.columns.keys()].filter((column) => SECRET.test(column))];
    const type = shape.columns.get(table.subject) === 'uuid' ? 'uuid' : 'text';
    const rows = await this.uow.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) - $2::text[] AS row FROM ${sqlIdentifier(table.schema)}.${sqlIdentifier(table.table)} t
       WHERE ${sqlIdentifier(table.subject)} = $1::${type}`,
      [userId, omitted],
    );
    return rows.map(({ row }) => inUtc(row, shape));
  }
}
