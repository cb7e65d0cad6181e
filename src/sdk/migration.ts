/** One step of a schema's history. Once released, its text never changes: the ledger keeps its checksum. */
export interface Migration {
  /** `0001-what-it-does`; applied in this order. */
  readonly id: string;
  readonly sql: string;
}

/** Expand first, contract in a later release: there is no way down. */
export const migration = (id: string, sql: string): Migration => {
  if (!/^\d{4}-[a-z0-9-]+$/.test(id)) throw new Error(`Migration id ${id} is not NNNN-what-it-does`);
  return Object.freeze({ id, sql });
};

/**
 * The isolation every tenant table needs, as SQL: forced row-level security with the tenant policy and the grants of
 * the application role. Call it for each table right after its CREATE TABLE.
 * The policy stays bare (no sub-select), so that the planner knows which tenant it plans for.
 */
export const tenantTable = (table: string): string => {
  if (!/^[a-z_]+\.[a-z_]+$/.test(table)) throw new Error(`${table} is not schema.table`);
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON ${table} TO lectern_app
      USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO lectern_app;`;
};
