import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Client, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { made } from '../contract/route-fixture.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';
import { type Blow, Hammer, percentile } from './harness/hammer.js';
import { Installation } from './harness/installation.js';
import type { ServerProcess } from './harness/server-process.js';

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly status: string }>>;
}

/** What is promised to the other processes after a change. */
const PROMISE_MS = 5000;
/** At what Redis still had, before, while and after it is believed again. */
const LOOKS = 100;
/** Of every kind and in each phase, after everybody has noticed. */
const BLOWS = 60;

let works = 0;
const blows: readonly Blow[] = [
  { name: 'profile', send: (as) => as.get('/auth/me') },
  { name: 'courses', send: (as) => as.get('/courses') },
  { name: 'content', send: (as) => as.get('/content/3/maths') },
  { name: 'work', send: (as) => as.post('/busy/work', { mark: `redis-${(works += 1)}`, key: 'redis', n: 1 }) },
];

describe('Redis taken away', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let installation: Installation;
  let first: ServerProcess;
  let second: ServerProcess;

  before(async () => {
    redis = await TestRedis.start();
    installation = await Installation.start({ env: { REDIS_URL: redis.url } });
    const [one, two] = await installation.start('api', 'api', 'worker');
    assert.ok(one && two);
    [first, second] = [one, two];
    const { teacher } = installation.world.alpha;
    const item = { grade: 3, subject: 'Maths', topic: 'Fractions', title: 'Halves', content_type: 'text', data: {} };
    await made(201, client(first, { token: teacher.client.token ?? '' }).post('/content-items', item));
  });
  after(async () => {
    redis.thaw();
    await installation.close();
    await redis.stop();
  });

  const at = (process: ServerProcess, person: { client: Client }): Client => client(process, { token: person.client.token ?? '' });
  /** It is ready all the while. */
  const stateOfRedis = async (process: ServerProcess): Promise<string | undefined> => {
    await made(200, client(process).get('//health/ready'));
    const { status, checks } = (await made(200, client(process).get('//health'))) as Health;
    assert.ok(checks.redis?.status === 'up' || status === 'degraded');
    return checks.redis?.status;
  };
  const allSay = (state: 'up' | 'degraded') => async (): Promise<boolean> =>
    (await stateOfRedis(first)) === state && (await stateOfRedis(second)) === state;
  const [isWell, isDegraded] = [allSay('up'), allSay('degraded')];

  it('costs no request its answer: killed, frozen, back and empty', async (context: TestContext) => {
    const { alpha, beta } = installation.world;
    const tokens = [alpha.student.client.token ?? '', beta.teacher.client.token ?? ''];
    const hammer = new Hammer({ apis: [first, second], tokens, blows, hands: 6 });
    const phase = async (name: string, noticed: () => Promise<boolean>): Promise<void> => {
      await eventually(noticed);
      const struck = [...hammer.take()];
      const unaware = struck.length;
      await eventually(() => {
        struck.push(...hammer.take());
        return blows.every((blow) => struck.slice(unaware).filter((one) => one.name === blow.name).length >= BLOWS);
      });
      const [p50, p99, slowest] = [50, 99, 100].map((hundredths) => percentile(struck, hundredths));
      context.diagnostic(`${name}: ${struck.length} requests, p50 ${p50} ms, p99 ${p99} ms, slowest ${slowest} ms`);
      const refused = struck.filter(({ status }) => status === 0 || status >= 400);
      assert.deepEqual(refused, [], name);
    };
    try {
      await phase('there', isWell);
      redis.freeze();
      await phase('frozen', isDegraded);
      redis.thaw();
      await phase('thawed', isWell);
      await redis.kill();
      await phase('killed', isDegraded);
      await redis.restart();
      await phase('back and empty', isWell);
    } finally {
      await hammer.stop();
    }
  });

  it('serves nothing old after it was frozen: a profile, a content package, a session', async () => {
    const { student, teacher, admin } = installation.world.alpha;
    const nameAt = async (process: ServerProcess) => (await made(200, at(process, student).get('/auth/me'))).name as string;
    const titleAt = async (process: ServerProcess) => {
      const { topics } = (await made(200, at(process, student).get('/content/3/maths'))) as { topics: { title: string }[] };
      return topics[0]?.title;
    };
    const items = (await made(200, at(first, teacher).get('/content-items'))) as { id: string }[];
    const item = items[0]?.id ?? '';
    for (const process of [first, second, first, second])
      await Promise.all([nameAt(process), titleAt(process), at(process, admin).get('/auth/me')]);
    redis.freeze();
    await made(200, at(first, student).patch(`/users/${student.id}`, { name: 'Renamed' }));
    await made(200, at(first, teacher).patch(`/content-items/${item}`, { title: 'Quarters' }));
    assert.equal((await at(first, admin).post('/auth/logout')).status, 204);
    const isNew = async (process: ServerProcess): Promise<boolean> =>
      (await nameAt(process)) === 'Renamed' &&
      (await titleAt(process)) === 'Quarters' &&
      (await at(process, admin).get('/auth/me')).status === 401;
    const startedAt = performance.now();
    assert.ok(await isNew(first), 'at once where it was changed');
    const aLook = performance.now() - startedAt;
    await eventually(() => isNew(second), PROMISE_MS + 2 * aLook);
    redis.thaw();
    for (let looks = 0; looks < LOOKS || !(await isWell()); looks += 1)
      for (const process of [first, second]) assert.ok(await isNew(process), 'what Redis still had is not believed');
  });
});
