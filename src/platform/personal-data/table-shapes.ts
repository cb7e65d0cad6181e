import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { PersonalTable } from './personal-data-registry.js';

export interface TableShape {
  /** Type by column. */
  readonly columns: ReadonlyMap<string, string>;
  /** Tables this one refers to, as `schema.table`. */
  readonly refersTo: ReadonlySet<string>;
}

export const nameOf = ({ schema, table }: Pick<PersonalTable, 'schema' | 'table'>): string => `${schema}.${table}`;

const COLUMNS = `
  SELECT n.nspname || '.' || c.relname AS name, a.attname AS column, format_type(a.atttypid, NULL) AS type
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname || '.' || c.relname = ANY($1::text[])`;

const REFERENCES = `
  SELECT n.nspname || '.' || c.relname AS name, m.nspname || '.' || d.relname AS target
  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class d ON d.oid = f.confrelid JOIN pg_namespace m ON m.oid = d.relnamespace
  WHERE f.contype = 'f' AND f.conrelid <> f.confrelid AND n.nspname || '.' || c.relname = ANY($1::text[])`;

/** What the catalogue knows of declared tables. A table that is not there yet has no shape. */
@Injectable()
export class TableShapes {
  constructor(private readonly uow: UnitOfWork) {}

  async of(tables: readonly PersonalTable[]): Promise<ReadonlyMap<string, TableShape>> {
    const names = [...new Set(tables.map(nameOf))];
    const columns = await this.uow.query<{ name: string; column: string; type: string }>(COLUMNS, [names]);
    const references = await this.uow.query<{ name: string; target: string }>(REFERENCES, [names]);
    const shapes = new Map<string, { columns: Map<string, string>; refersTo: Set<string> }>();
    for (const { name, column, type } of columns) {
      const shape = shapes.get(name) ?? { columns: new Map<string, string>(), refersTo: new Set<string>() };
      shape.columns.set(column, type);
      shapes.set(name, shape);
    }
    for (const { name, target } of references) shapes.get(name)?.refersTo.add(target);
    return shapes;
  }
}

/** Tables before those they refer to, otherwise in the order given: rows can be deleted in this order. */
export const referrersFirst = (tables: readonly PersonalTable[], shapes: ReadonlyMap<string, TableShape>): PersonalTable[] => {
  const names = [...new Set(tables.map(nameOf))];
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const other of names) if (shapes.get(other)?.refersTo.has(name)) visit(other);
    ordered.push(name);
  };
  names.forEach(visit);
  return ordered.flatMap((name) => tables.filter((table) => nameOf(table) === name));
};
