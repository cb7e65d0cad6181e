import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Pool } from 'pg';
import { PipelinedReads } from '../../src/platform/database/pipelined-reads.js';
import { newId } from '../../src/sdk/ids.js';
import { testDatabase } from '../../src/testing/test-database.js';

describe('single reads', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let pool: Pool;

  before(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.appUrl, max: 1, pipeline: true, connectionTimeoutMillis: 2000 });
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  test('that fail before they are sent, or in the database, leave their connection usable', async () => {
    const reads = new PipelinedReads(pool);
    const one = () => reads.query<{ one: number }>(newId(), 'SELECT 1 AS one', []);
    await assert.rejects(reads.query('no tenant', 'SELECT 1', []), /lower-case uuid/);
    assert.deepEqual(await one(), [{ one: 1 }]);
    await assert.rejects(reads.query(newId(), 'SELECT $1::int', ['no number']), /invalid input syntax/);
    assert.deepEqual(await one(), [{ one: 1 }]);
    const unprintable = { toPostgres: () => assert.fail('cannot be sent') };
    await assert.rejects(reads.query(newId(), 'SELECT $1::int', [unprintable]), /cannot be sent/);
    assert.deepEqual(await one(), [{ one: 1 }]);
  });
});
