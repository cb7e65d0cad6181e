import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { type TestDatabase, testDatabase } from '../../src/testing/test-database.js';
import { endAll, Spawned } from '../start/spawned.js';

const secret = () => `k${randomBytes(48).toString('base64url')}`;
const isRoot = process.getuid?.() === 0;

/** Runs a program in a mount namespace of its own, in which there is no bubblewrap. */
const HIDE = `#!/bin/sh
exec unshare --mount sh -c 'mount --bind /dev/null /usr/bin/bwrap && exec "$@"' sh "${process.execPath}" "$@"
`;

describe('what runs code on this machine', { skip: noSandbox || (isRoot ? false : 'needs root: takes bubblewrap away') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-hide-'));
  const withoutBubblewrap = join(folder, 'node');
  let database: TestDatabase;

  before(async () => {
    writeFileSync(withoutBubblewrap, HIDE);
    chmodSync(withoutBubblewrap, 0o755);
    database = await testDatabase();
  });
  after(async () => {
    await endAll();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const start = async (node: string, env: NodeJS.ProcessEnv) => {
    const own = { DATABASE_URL: database.ownerUrl, DATABASE_APP_URL: database.appUrl, LECTERN_DATA_DIR: folder };
    const server = new Spawned({ node, env: { ...own, SECRET_KEY: secret(), JWT_SECRET_KEY: secret(), ...env } });
    const [, port = ''] = await server.says(/"url":"http:\/\/localhost:(\d+)"/);
    const health = async (host: string) => (await fetch(`http://${host}:${port}/health`)).json() as Promise<Health>;
    return { server, health };
  };
  interface Health {
    readonly status: string;
    readonly checks: { readonly sandbox: { readonly status: string; readonly message: string } };
  }

  it('is bubblewrap where it can be, and others may ask', async () => {
    const { server, health } = await start(process.execPath, {});
    await server.says(/code +bubblewrap \(/);
    const { status, checks } = await health('127.0.0.2');
    assert.equal(status, 'ok');
    assert.match(checks.sandbox.message, /^bubblewrap; .*memory: /);
    assert.equal((await server.stop()).code, 0);
  });

  it('is WebAssembly without it, for this machine alone', async () => {
    const { server, health } = await start(withoutBubblewrap, {});
    await server.says(/code +wasm: weak, .*127\.0\.0\.1 only/);
    assert.match((await health('127.0.0.1')).checks.sandbox.message, /^wasm \(weak/);
    await assert.rejects(health('127.0.0.2'));
    assert.equal((await server.stop()).code, 0);
  });

  it('is nothing without it where others reach us, or in production: said in health, and the rest works', async () => {
    for (const env of [{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }, { LECTERN_RUNNER: 'bubblewrap' }]) {
      const { server, health } = await start(withoutBubblewrap, env);
      if (!('NODE_ENV' in env)) await server.says(/code +off: bubblewrap: /);
      const said = async () => (await health('127.0.0.2')).checks.sandbox;
      await eventually(async () => (await said()).message.startsWith('bubblewrap: '));
      assert.equal((await said()).status, 'degraded');
      assert.equal((await health('127.0.0.2')).status, 'degraded');
      assert.equal((await server.stop()).code, 0);
    }
  });

  it('is nothing where it is switched off, and no runner is started', async () => {
    const { server, health } = await start(process.execPath, { LECTERN_RUNNER: 'off' });
    await server.says(/code +off: LECTERN_RUNNER=off/);
    assert.deepEqual((await health('127.0.0.2')).checks.sandbox, { status: 'up', message: 'off: LECTERN_RUNNER=off' });
    assert.equal((await server.stop()).code, 0);
  });
});
