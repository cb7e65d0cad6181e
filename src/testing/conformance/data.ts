import assert from 'node:assert/strict';
import { sqlIdentifier } from '../../platform/database/sql-identifier.js';
import { PurgePlugin } from '../../platform/plugins/admin/purge-plugin.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { eventually } from '../eventually.js';
import { addPerson } from '../world.js';
import type { ConformanceSubject } from './subject.js';

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The ledger of an empty database holds every migration. */
export const migrationsApply = async ({ server, manifest: { persistence } }: ConformanceSubject): Promise<void> => {
  if (!persistence) return;
  const applied = await server.sql<{ id: string }>(`SELECT id FROM ${sqlIdentifier(persistence.schema)}.migration_ledger ORDER BY id`);
  assert.deepEqual(
    applied.map(({ id }) => id),
    persistence.migrations.map(({ id }) => id),
  );
};

/** As another tenant: nothing is there to read, change or delete, and nothing can be put under the first one's name. */
export const tablesAreIsolated = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha, beta } = subject.world;
  await subject.seed(alpha, alpha.student);
  const uow = subject.server.get(UnitOfWork);
  for (const table of subject.tables) {
    const rows = await subject.server.sql<{ row: object }>(
      `SELECT to_jsonb(t) AS row FROM ${sqlIdentifier(table)} t WHERE tenant_id = $1`,
      [alpha.id],
    );
    assert.ok(rows.length > 0, `${table} has a row to look for`);
    const own = await subject.inTenant(alpha, () => uow.query(`SELECT 1 FROM ${sqlIdentifier(table)}`));
    assert.equal(own.length, rows.length, `${table} shows its own tenant everything`);
    const foreign = await subject.inTenant(beta, () => uow.query(`SELECT 1 FROM ${sqlIdentifier(table)} WHERE tenant_id = $1`, [alpha.id]));
    assert.equal(foreign.length, 0, `${table} shows another tenant nothing`);
    const [, touched] = await subject.inTenant(beta, () =>
      uow.run((em) =>
        em.query<[unknown, number]>(`UPDATE ${sqlIdentifier(table)} SET tenant_id = tenant_id WHERE tenant_id = $1`, [alpha.id]),
      ),
    );
    assert.equal(touched, 0, `${table} lets another tenant change nothing`);
    const planted = subject.inTenant(beta, () =>
      uow.run((em) =>
        em.query(`INSERT INTO ${sqlIdentifier(table)} SELECT * FROM jsonb_populate_record(NULL::${sqlIdentifier(table)}, $1)`, [
          JSON.stringify(rows[0]?.row),
        ]),
      ),
    );
    await assert.rejects(planted, `${table} refuses rows of another tenant`);
  }
};

export const offKeepsData = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha } = subject.world;
  await subject.seed(alpha, alpha.student);
  const before = await subject.count(alpha);
  await subject.switch(alpha, false);
  await subject.switch(alpha, true);
  await subject.switch(alpha, true);
  const after = await subject.count(alpha);
  for (const [table, count] of Object.entries(before)) assert.ok((after[table] ?? 0) >= count, `${table} kept its rows`);
};

/** Everything a person asks for is in the export, and goes with them; what is about others stays. */
export const personalDataIsComplete = async (subject: ConformanceSubject): Promise<void> => {
  const { server, world, manifest } = subject;
  const { alpha } = world;
  if (manifest.personalData.length === 0) return;
  const leaving = await addPerson(server, alpha, 'student', `leaving-${newId().slice(-6)}`);
  await subject.seed(alpha, leaving);
  await subject.seed(alpha, alpha.student);
  const schema = manifest.persistence?.schema ?? '';
  const rowsAbout = async (id: string): Promise<number[]> => {
    const counts: number[] = [];
    for (const { table, subject: column } of manifest.personalData) {
      const [row] = await server.sql<{ count: string }>(
        `SELECT count(*) FROM ${sqlIdentifier(`${schema}.${table}`)} WHERE ${sqlIdentifier(column)}::text = $1`,
        [id],
      );
      counts.push(Number(row?.count));
    }
    return counts;
  };
  assert.ok(
    (await rowsAbout(leaving.id)).every((count) => count > 0),
    'there is something to erase in every declared table',
  );
  const exported = await leaving.client.get(`/users/${leaving.id}/personal-data`);
  assert.equal(exported.status, 200, exported.text);
  const { sections } = exported.body as { sections: { owner: string; table: string }[] };
  for (const { table, export: wanted } of manifest.personalData) {
    const found = sections.some((section) => section.owner === manifest.id && section.table === table);
    assert.equal(found, wanted, `${table} is ${wanted ? '' : 'not '}in the export`);
  }
  const erased = await alpha.admin.client.delete(`/users/${leaving.id}`);
  assert.equal(erased.status, 202, erased.text);
  await eventually(async () => (await rowsAbout(leaving.id)).every((count) => count === 0));
  assert.ok(
    (await rowsAbout(alpha.student.id)).every((count) => count > 0),
    'what is about others stays',
  );
};

/** The last case: nothing of one school is left, everything of the other is. */
export const purgeLeavesNothing = async (subject: ConformanceSubject): Promise<void> => {
  const { server, world, manifest } = subject;
  await subject.seed(world.alpha, world.alpha.student);
  await subject.seed(world.beta, world.beta.student);
  const elsewhere = total(await subject.count(world.beta));
  const purge = server.get(PurgePlugin);
  await subject.switch(world.alpha, true);
  await assert.rejects(
    subject.inTenant(world.alpha, () => purge.run(manifest.id)),
    'a plugin that is on is not purged',
  );
  await subject.switch(world.alpha, false);
  await subject.inTenant(world.alpha, () => purge.run(manifest.id));
  assert.equal(total(await subject.count(world.alpha)), 0);
  assert.equal(total(await subject.count(world.beta)), elsewhere);
};
