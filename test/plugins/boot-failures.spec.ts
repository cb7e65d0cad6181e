import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { BootCheckError } from '../../src/platform/plugins/boot/boot-check-error.js';
import type { PluginInput } from '../../src/platform/plugins/import/plugin-source.js';
import { PluginRegistry } from '../../src/platform/plugins/plugin-registry.js';
import { migration, tenantTable } from '../../src/sdk/migration.js';
import { definePlugin, type PluginDeclaration, type PluginManifest } from '../../src/sdk/plugin.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import notes from '../fixtures/plugins/notes/plugin.js';

@Injectable()
class NeverReady implements OnModuleInit {
  onModuleInit(): Promise<void> {
    return new Promise(() => undefined);
  }
}

@Module({ providers: [NeverReady] })
class NeverReadyModule {}

@Module({})
class EmptyModule {}

const plugin = (declaration: Partial<PluginDeclaration> & { id: string }): PluginManifest =>
  definePlugin({ version: '1.0.0', description: 'for a test', core: '^1.0.0', module: EmptyModule, ...declaration });

const withTable = (id: string, sql: string, tenantTables: readonly string[]): PluginManifest =>
  plugin({ id, persistence: { schema: id, migrations: [migration('0001-table', sql)], entities: [], tenantTables } });

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const failuresWith = async (...plugins: PluginInput[]) => {
  server = await startTestServer({ plugins, pluginStartLimitMs: 500 });
  return server.get(PluginRegistry).failures.map(({ pluginId, stage, reason }) => ({ pluginId, stage, reason }));
};

test('something that is no manifest is quarantined', async () => {
  const wrong = { id: 'wrong', load: () => Promise.resolve({ default: { id: 'wrong' } as unknown as PluginManifest }) };
  const [failure, ...others] = await failuresWith(wrong, notes);
  assert.deepEqual([failure?.pluginId, failure?.stage, others], ['wrong', 'manifest', []]);
});

test('a migration that fails takes out its plugin, and the reason says what to do', async () => {
  const [failure, ...others] = await failuresWith(withTable('broken', 'CREATE TABLE nonsense (', ['nonsense']), notes);
  assert.deepEqual([failure?.pluginId, failure?.stage, others], ['broken', 'migration', []]);
  assert.match(failure?.reason ?? '', /0001-table: run lectern migrate up/);
});

test('a start hook that never ends is given up', async () => {
  const [failure, ...others] = await failuresWith(plugin({ id: 'slow', module: NeverReadyModule }), notes);
  assert.deepEqual([failure?.pluginId, failure?.stage, others], ['slow', 'hook', []]);
});

test('an import that never ends is given up', async () => {
  const [failure, ...others] = await failuresWith({ id: 'endless', load: () => new Promise(() => undefined) }, notes);
  assert.deepEqual([failure?.pluginId, failure?.stage, others], ['endless', 'import', []]);
});

test('an installation that cannot do without a plugin does not start without it', async () => {
  const vital = plugin({ id: 'vital', onBootFailure: 'abort', module: NeverReadyModule });
  await assert.rejects(
    failuresWith(vital, notes),
    (error) => error instanceof BootCheckError && /vital failed while starting/.test(error.message),
  );
});

test('a table that does not separate tenants stops the start', async () => {
  const key = 'PRIMARY KEY (tenant_id, id)';
  const tenant = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;
  const guarded = (table: string, policy: string) =>
    `ALTER TABLE leaky.${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE leaky.${table} FORCE ROW LEVEL SECURITY; ${policy}`;
  const table = (name: string, more = key) => `CREATE TABLE leaky.${name} (tenant_id uuid NOT NULL, id uuid NOT NULL, ${more});`;
  const sql = [
    'CREATE TABLE leaky.open (id uuid PRIMARY KEY, tenant_id uuid); GRANT SELECT ON leaky.open TO lectern_app;',
    `${table('hidden')} ${tenantTable('leaky.hidden')}`,
    table('gullible'),
    guarded('gullible', `CREATE POLICY tenant ON leaky.gullible TO lectern_app USING (${tenant}) WITH CHECK (true);`),
    table('generous'),
    guarded('generous', `CREATE POLICY tenant ON leaky.generous TO lectern_app USING (${tenant} OR id IS NOT NULL);`),
    `${table('shared', 'PRIMARY KEY (id)')} ${tenantTable('leaky.shared')}`,
  ].join('\n');
  const leaky = withTable('leaky', sql, ['open', 'gullible', 'generous', 'shared', 'absent']);
  await assert.rejects(failuresWith(leaky, notes), (error) => {
    assert.ok(error instanceof BootCheckError, String(error));
    assert.deepEqual([...error.violations].sort(), [
      'leaky: leaky.absent is in the manifest but not in the database',
      'leaky: leaky.hidden is not in tenantTables of the manifest',
      'leaky: leaky.open has no forced row-level security',
      'leaky: leaky.open has no policy',
      'leaky: leaky.open has no tenant_id',
      'leaky: policy tenant of leaky.generous does not compare the tenant',
      'leaky: policy tenant of leaky.gullible does not compare the tenant',
      'leaky: unique key open_pkey of leaky.open is not led by tenant_id',
      'leaky: unique key shared_pkey of leaky.shared is not led by tenant_id',
    ]);
    return true;
  });
});
