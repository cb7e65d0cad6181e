import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { LoginFailures } from '../../src/platform/throttling/login-failures.js';
import { client } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { addPerson } from '../../src/testing/world.js';
import { addSchool, type School, startProbeServer } from './support.js';

const limits = {
  search: { limit: 3, window_seconds: 60 },
  quiz_list: { limit: 3, window_seconds: 60 },
  chapter_complete: { limit: 2, window_seconds: 86_400 },
};

describe('rate limits', () => {
  let server: TestServer;
  let alpha: School;
  let beta: School;
  before(async () => {
    server = await startProbeServer();
    alpha = await addSchool(server, 'alpha', { limits, timezone: 'Pacific/Kiritimati', policies: { shared_networks: ['203.0.113.0/24'] } });
    beta = await addSchool(server, 'beta', { limits });
  });
  after(() => server.close());

  const statuses = async (times: number, send: () => Promise<{ status: number }>): Promise<number[]> => {
    const seen: number[] = [];
    for (let time = 0; time < times; time += 1) seen.push((await send()).status);
    return seen;
  };
  const visitor = (address: string, tenant = 'alpha') => client(server, { tenant, address });

  describe('of a minute', () => {
    it('count by address, tell how much is left, and refuse with Retry-After', async () => {
      const caller = visitor('198.51.100.1');
      const first = await caller.get('/probe/minute');
      assert.match(first.headers.get('ratelimit') ?? '', /^"search";r=2;t=\d+$/);
      assert.equal(first.headers.get('ratelimit-policy'), '"search";q=3;w=60');
      assert.deepEqual(await statuses(3, () => caller.get('/probe/minute')), [200, 200, 429]);
      const refused = await caller.get('/probe/minute');
      assert.equal(refused.body.error_code, 'RATE_LIMITED');
      assert.ok(refused.body.retry_after >= 1 && refused.body.retry_after <= 60);
      assert.equal(refused.headers.get('retry-after'), String(refused.body.retry_after));
      assert.match(refused.headers.get('ratelimit') ?? '', /^"search";r=0;/);
    });

    it('count each address, tenant and policy by itself', async () => {
      await statuses(4, () => visitor('198.51.100.2').get('/probe/minute'));
      assert.equal((await visitor('198.51.100.2').get('/probe/minute')).status, 429);
      assert.equal((await visitor('198.51.100.3').get('/probe/minute')).status, 200);
      assert.equal((await visitor('198.51.100.2', 'beta').get('/probe/minute')).status, 200);
      assert.equal((await visitor('198.51.100.2').get('/probe/personal')).status, 200);
    });

    it('count IPv6 by its /64', async () => {
      assert.deepEqual(await statuses(3, () => visitor('2001:db8:1:2::1').get('/probe/minute')), [200, 200, 200]);
      assert.equal((await visitor('2001:db8:1:2:ffff::9').get('/probe/minute')).status, 429);
      assert.equal((await visitor('2001:db8:1:3::1').get('/probe/minute')).status, 200);
    });

    it('count people where the policy says so, whatever their address', async () => {
      const { student, admin } = alpha;
      const from = (address: string) => client(server, { tenant: 'alpha', address, token: student.client.token ?? '' });
      assert.deepEqual(await statuses(3, () => from('198.51.100.10').get('/probe/personal')), [200, 200, 200]);
      assert.equal((await from('198.51.100.11').get('/probe/personal')).status, 429);
      const other = client(server, { tenant: 'alpha', address: '198.51.100.10', token: admin.client.token ?? '' });
      assert.equal((await other.get('/probe/personal')).status, 200);
    });

    it('count people, not addresses, inside a shared network', async () => {
      const inside = (token: string) => client(server, { tenant: 'alpha', address: '203.0.113.7', token });
      const one = inside(alpha.student.client.token ?? '');
      assert.deepEqual(await statuses(4, () => one.get('/probe/minute')), [200, 200, 200, 429]);
      assert.equal((await inside(alpha.admin.client.token ?? '').get('/probe/minute')).status, 200);
    });

    it('count requests that turn out invalid or unchanged', async () => {
      const caller = visitor('198.51.100.20');
      const { headers } = await caller.get('/probe/minute');
      const tag = { 'if-none-match': headers.get('etag') ?? '' };
      assert.deepEqual(await statuses(3, () => caller.get('/probe/minute', tag)), [304, 304, 429]);
    });

    it('do not count health, metrics or documents', async () => {
      const answers = await statuses(5, () => visitor('198.51.100.21').get('//health/live'));
      assert.deepEqual(answers, [200, 200, 200, 200, 200]);
      assert.equal((await visitor('198.51.100.21').get('//health/live')).headers.get('ratelimit'), null);
    });
  });

  describe('of a day', () => {
    const daily = (school: School, body: Record<string, unknown> = {}) =>
      school.student.client.post('/probe/daily', { name: 'day', ...body });

    it('count only what succeeded', async () => {
      assert.equal((await daily(beta, { outcome: 'refused' })).status, 409);
      assert.equal((await daily(beta, { name: 7 })).status, 400);
      assert.equal((await daily(beta, { outcome: 'broken' })).status, 500);
      const first = await daily(beta);
      assert.deepEqual([first.status, first.headers.get('ratelimit')?.split(';')[1]], [200, 'r=1']);
      assert.equal(first.headers.get('ratelimit-policy'), '"chapter_complete";q=2;w=86400');
      const repeated = await daily(beta, { outcome: 'repeated' });
      assert.match(repeated.headers.get('ratelimit') ?? '', /^"chapter_complete";r=1;t=\d+$/);
      assert.equal((await daily(beta)).status, 200);
      assert.equal((await daily(beta)).status, 429);
    });

    it('let a call through that turns out to spend nothing, also when nothing is left', async () => {
      const repeated = await daily(beta, { outcome: 'repeated' });
      assert.deepEqual([repeated.status, (await daily(beta)).status], [200, 429]);
    });

    it('let no two calls share the last place', async () => {
      const person = await addPerson(server, alpha, 'student');
      const answers = await Promise.all(Array.from({ length: 8 }, () => person.client.post('/probe/daily', { name: 'day' })));
      assert.equal(answers.filter(({ status }) => status === 200).length, 2);
      assert.equal(answers.filter(({ status }) => status === 429).length, 6);
    });

    it("end at the tenant's midnight", async () => {
      await daily(alpha);
      await daily(alpha);
      const refused = await daily(alpha);
      const [expected] = await server.sql<{ seconds: number }>(
        `SELECT extract(epoch FROM (date_trunc('day', now() AT TIME ZONE $1) + interval '1 day') AT TIME ZONE $1 - now())::int AS seconds`,
        ['Pacific/Kiritimati'],
      );
      assert.equal(refused.status, 429);
      assert.ok(Math.abs(refused.body.retry_after - (expected?.seconds ?? 0)) <= 5);
      await server.sql(`UPDATE core.limit_window SET ends_at = now() - interval '1 second' WHERE subject = $1`, [`u:${alpha.student.id}`]);
      assert.equal((await daily(alpha)).status, 200);
    });

    it('keep tenants apart', async () => {
      const rows = await server.sql<{ tenant_id: string }>('SELECT DISTINCT tenant_id FROM core.limit_window');
      assert.deepEqual(new Set(rows.map((row) => row.tenant_id)), new Set([alpha.id, beta.id]));
    });
  });

  describe('of failed sign-ins', () => {
    const failures = () => server.get(LoginFailures);
    const inAlpha = <T>(work: () => Promise<T>): Promise<T> => runForTenant(alpha.id, work);
    const fail = (account: string, address: string) => inAlpha(() => failures().recordFailure(account, address));
    const ask = (account: string, address: string) => inAlpha(() => failures().assertAllowed(account, address));
    const locked = { status: 429 };

    it('lock an account from an address after five, known or not, and from nowhere else', async () => {
      for (let time = 0; time < 5; time += 1) {
        await ask('Nobody@alpha.test', '198.51.100.30');
        await fail('nobody@alpha.test', '198.51.100.30');
      }
      await assert.rejects(ask('nobody@ALPHA.test ', '198.51.100.30'), locked);
      await ask('nobody@alpha.test', '198.51.100.31');
      await ask('somebody@alpha.test', '198.51.100.30');
    });

    it('lock an account after fifty from everywhere', async () => {
      for (let time = 0; time < 50; time += 1) await fail('target@alpha.test', `198.51.${time}.1`);
      await assert.rejects(ask('target@alpha.test', '192.0.2.1'), locked);
    });

    it('tell one of many tries at once nothing beyond the fifth', async () => {
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => fail('rush@alpha.test', '198.51.100.40')));
      assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 5);
    });

    it('are forgotten after a right password, unless the account is locked', async () => {
      await fail('typo@alpha.test', '198.51.100.50');
      await inAlpha(() => failures().clear('typo@alpha.test', '198.51.100.50'));
      for (let time = 0; time < 4; time += 1) await fail('typo@alpha.test', '198.51.100.50');
      await ask('typo@alpha.test', '198.51.100.50');
      await fail('typo@alpha.test', '198.51.100.50');
      await assert.rejects(
        inAlpha(() => failures().clear('typo@alpha.test', '198.51.100.50')),
        locked,
      );
    });

    it('end with their window', async () => {
      await server.sql(`UPDATE core.login_failure SET ends_at = now() - interval '1 second'`);
      await ask('nobody@alpha.test', '198.51.100.30');
      await fail('nobody@alpha.test', '198.51.100.30');
      await ask('nobody@alpha.test', '198.51.100.30');
    });
  });
});
