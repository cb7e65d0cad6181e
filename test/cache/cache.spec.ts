import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CacheKey, cacheKeys } from '../../src/platform/cache/cache-keys.js';
import { Cache } from '../../src/platform/cache/cache.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { DirectListener } from '../../src/platform/database/direct-listener.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../../src/testing/world.js';
import { type SwitchableProxy, switchableProxy } from './switchable-proxy.js';

const KEY = cacheKeys.content(3, 'maths');
const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';

describe('the cache', () => {
  let first: TestServer;
  let second: TestServer;
  let proxy: SwitchableProxy;
  let alpha: { id: string };
  let beta: { id: string };

  const hears = (server: TestServer) => eventually(() => Promise.resolve(server.get(DirectListener).isHearing));

  before(async () => {
    first = await startTestServer();
    const direct = new URL(first.database.ownerUrl);
    proxy = await switchableProxy(direct.hostname, Number(direct.port));
    direct.hostname = '127.0.0.1';
    direct.port = String(proxy.port);
    second = await startTestServer({ database: first.database, env: { DATABASE_DIRECT_URL: direct.href } });
    alpha = await addTenant(first, 'alpha');
    beta = await addTenant(first, 'beta');
    await Promise.all([hears(first), hears(second)]);
  });
  after(async () => {
    await second.close();
    await proxy.close();
    await first.close();
  });

  /** The name of the tenant's settings stands for anything that is read and changed. */
  const READ = 'SELECT name AS value FROM core.tenants WHERE id = $1';
  const source = async (server: TestServer, tenantId: string) => {
    const [row] = await server.get(UnitOfWork).query<{ value: string }>(READ, [tenantId]);
    return row?.value;
  };
  const read = (server: TestServer, tenantId = alpha.id, key: CacheKey = KEY) =>
    runForTenant(tenantId, () => server.get(Cache).read(key, 60, () => source(server, tenantId)));
  const store = (tenantId: string, value: string) => first.sql('UPDATE core.tenants SET name = $2 WHERE id = $1', [tenantId, value]);
  /** Committed, then forgotten, as a use case does it. */
  const change = (server: TestServer, tenantId: string, value: string) =>
    runForTenant(tenantId, () =>
      server.get(UnitOfWork).run(async () => {
        server.get(Cache).forget(KEY);
        await store(tenantId, value);
      }),
    );

  it('keeps what was read for its tenant alone, until it is forgotten', async () => {
    await change(first, alpha.id, 'one');
    await change(first, beta.id, 'beta one');
    assert.equal(await read(first), 'one');
    await store(alpha.id, 'two');
    assert.equal(await read(first), 'one', 'kept');
    assert.equal(await read(first, beta.id), 'beta one');
    await change(first, beta.id, 'beta two');
    assert.equal(await read(first), 'one', 'another institution changed nothing here');
    runForTenant(alpha.id, () => first.get(Cache).forget(cacheKeys.everyContent()));
    assert.equal(await read(first), 'two');
    const metrics = await first.get(Metrics).read();
    assert.match(metrics, /lectern_cache_reads_total\{kind="content",outcome="hit"\} \d/);
    assert.ok(!metrics.includes(alpha.id));
  });

  it('does not keep a fill that began before the change it overlaps', async () => {
    await change(first, alpha.id, 'before');
    const entered = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slow = runForTenant(alpha.id, () =>
      first.get(Cache).read(KEY, 60, async () => {
        const value = await source(first, alpha.id);
        entered.resolve();
        await go.promise;
        return value;
      }),
    );
    await entered.promise;
    await change(first, alpha.id, 'after');
    go.resolve();
    assert.equal(await slow, 'before', 'asked before the change');
    assert.equal(await read(first), 'after');
  });

  it('neither forgets nor fills for a transaction that is rolled back', async () => {
    await change(first, alpha.id, 'committed');
    assert.equal(await read(first), 'committed');
    const uow = first.get(UnitOfWork);
    const profile = cacheKeys.profile('somebody');
    const broken = runForTenant(alpha.id, () =>
      uow.run(async () => {
        first.get(Cache).forget(KEY);
        await first.get(Cache).read(profile, 60, () => Promise.resolve('uncommitted'));
        throw new Error('rolled back');
      }),
    );
    await assert.rejects(broken, /rolled back/);
    await store(alpha.id, 'behind its back');
    assert.equal(await read(first), 'committed', 'still kept');
    assert.equal(await read(first, alpha.id, profile), 'behind its back', 'what the transaction read was not kept');
  });

  it('forgets after the commit, not before', async () => {
    await change(first, alpha.id, 'old');
    await runForTenant(alpha.id, () =>
      first.get(UnitOfWork).run(async () => {
        first.get(Cache).forget(KEY);
        // another request, while this transaction is open
        assert.equal(await new Promise((resolve) => setImmediate(() => resolve(read(first)))), 'old');
        await store(alpha.id, 'new');
      }),
    );
    assert.equal(await read(first), 'new');
  });

  it('is told by other processes what to forget', async () => {
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      await change(first, alpha.id, 'told 1');
      await eventually(async () => (await read(from)) === 'told 1' && (await read(to)) === 'told 1');
      await change(from, alpha.id, 'told 2');
      await eventually(async () => (await read(to)) === 'told 2');
    }
  });

  it('keeps nothing while it cannot hear the others, and starts afresh when it can', async () => {
    for (const stop of [() => proxy.cut(), () => proxy.freeze()]) {
      await change(first, alpha.id, 'heard');
      await eventually(async () => (await read(second)) === 'heard');
      stop();
      await eventually(() => Promise.resolve(!second.get(DirectListener).isHearing));
      await change(first, alpha.id, 'not heard');
      assert.equal(await read(second), 'not heard');
      await store(alpha.id, 'asked every time');
      assert.equal(await read(second), 'asked every time');
      proxy.open();
      await hears(second);
      assert.equal(await read(second), 'asked every time');
      await store(alpha.id, 'behind its back');
      assert.equal(await read(second), 'asked every time', 'kept again');
    }
  });

  it('tells the others also where it cannot hear them', async () => {
    const deaf = await startTestServer({ database: first.database, env: { DATABASE_DIRECT_URL: NOWHERE } });
    try {
      await change(first, alpha.id, 'known');
      assert.equal(await read(first), 'known');
      await change(deaf, alpha.id, 'changed by the deaf');
      await eventually(async () => (await read(first)) === 'changed by the deaf');
    } finally {
      await deaf.close();
    }
  });
});
