import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { newId } from '../../src/sdk/ids.js';
import { client, type Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { PASSWORD, type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from '../learning/support.js';

const ORIGIN = 'https://learn.alpha.test';

describe('the paths of other systems', () => {
  let server: TestServer;
  let world: World;
  let alpha: School;
  let courses: { id: string; chapterIds: string[] }[];

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    ({ alpha } = world);
    await setTenant(server, alpha.id, 'policies', { registration: 'open', allowed_origins: [ORIGIN] });
    courses = [];
    for (const n of [1, 2, 3]) courses.push(await writeCourse(alpha.teacher.client, { title: `Course ${n}`, chapters: 2 }));
  });
  after(() => server.close());

  /** The path as it stands: `fetch` would tidy it up. */
  const rawStatus = async (path: string): Promise<number> => {
    const headers = { authorization: `Bearer ${alpha.admin.client.token}` };
    const [response] = (await once(get(server.url, { path, headers }), 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  };

  it('answer with the handler of the route, to HEAD too, with and without a slash at the end', async () => {
    const [course] = courses;
    const { body, headers } = await expectStatus(200, alpha.nobody.get(`//modules/${course?.id}`));
    assert.deepEqual(
      body.chapters.map(({ id }: Json) => id),
      course?.chapterIds,
    );
    assert.deepEqual(body, (await alpha.nobody.get(`/courses/${course?.id}?include=chapters`)).body);
    assert.deepEqual((await expectStatus(200, alpha.nobody.get(`//modules/${course?.id}/`))).body, body);
    const head = await expectStatus(200, alpha.nobody.head(`//modules/${course?.id}`));
    assert.deepEqual([head.text, head.headers.get('etag')], ['', headers.get('etag')]);
    const known = await alpha.nobody.get(`//modules/${course?.id}`, { 'if-none-match': headers.get('etag') ?? '' });
    assert.equal(known.status, 304);
  });

  it('take the query along, and say by themselves what the alias says', async () => {
    const [course] = courses;
    for (const query of ['include=chapters', 'include=everything', 'include=chapters&include=chapters', 'unknown=1']) {
      const { body } = await expectStatus(200, alpha.nobody.get(`//modules/${course?.id}?${query}`));
      assert.equal(body.chapters.length, 2, query);
    }
    assert.equal((await alpha.nobody.get('//modules?limit=0')).status, 400);
    assert.equal((await alpha.nobody.get('//modules?limit=1&limit=2')).status, 400);
  });

  it('lead from page to page at the address the caller used', async () => {
    const seen: string[] = [];
    for (let at: string | undefined = '//modules?limit=2'; at;) {
      const { body, headers } = await expectStatus(200, alpha.nobody.get(at));
      seen.push(...body.map(({ id }: Json) => id));
      const next: string | undefined = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      assert.ok(!next || new URL(next).pathname === '/modules', next);
      at = next && `/${next.slice(new URL(next).origin.length)}`;
    }
    assert.deepEqual(seen.toSorted(), courses.map(({ id }) => id).toSorted());
  });

  it('are taken as they are written: no other case, no empty or encoded words, no way out of the path', async () => {
    const [course] = courses;
    for (const path of ['/Modules', '/%6dodules', '/modules//', '/modules/..', '/auth/../users', '/auth/%2e%2e/users', '/auth/%2F/me'])
      assert.ok([400, 404].includes(await rawStatus(path)), path);
    assert.equal(await rawStatus('/users'), 200);
    assert.equal((await alpha.nobody.get(`//modules/${course?.id}%3Flimit=0`)).status, 400, 'an encoded question mark asks nothing');
    assert.equal((await alpha.nobody.get('//modules/%')).status, 400);
    assert.equal((await alpha.nobody.get('//modules/%00')).status, 400);
    assert.equal((await alpha.nobody.get('//auth')).status, 404);
    assert.equal((await alpha.nobody.get(`//auth/${NOWHERE}`)).status, 404);
  });

  it('carry names with spaces, signs and slashes as they were encoded', async () => {
    const topic = 'Halves & quarters: 1/2?';
    const item = { grade: 4, subject: 'Maths', topic, title: 'Halves', content_type: 'text', data: { body: 'One of two' } };
    const { id } = (await expectStatus(201, alpha.teacher.client.post('/content-items', item))).body;
    const path = `/content/4/Maths/${encodeURIComponent(topic)}`;
    const { body } = await expectStatus(200, alpha.student.client.get(`/${path}`));
    assert.deepEqual([body.id, body.topic], [id, topic]);
    assert.deepEqual((await expectStatus(200, alpha.student.client.get(path))).body, body);
    assert.equal((await alpha.student.client.get(`/${path}%2Fmore`)).status, 404);
  });

  it('tell what is possible at them', async () => {
    const wrong = await alpha.admin.client.delete(`//modules/${NOWHERE}`);
    assert.deepEqual([wrong.status, wrong.body.error_code], [405, 'METHOD_NOT_ALLOWED']);
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, OPTIONS');
    const login = await alpha.nobody.get('//api/auth/login');
    assert.deepEqual([login.status, login.headers.get('allow')], [405, 'OPTIONS, POST']);
    const options = await alpha.nobody.request('OPTIONS', '//users');
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS, POST']);
  });

  it('may be asked for by the pages of the institution', async () => {
    const asks = { origin: ORIGIN, 'access-control-request-method': 'POST' };
    const preflight = await client(server).request('OPTIONS', '//auth/login', undefined, asks);
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, ORIGIN]);
    const listed = await alpha.nobody.get('//modules', { origin: ORIGIN });
    assert.equal(listed.headers.get('access-control-allow-origin'), ORIGIN);
    const foreign = await world.beta.nobody.get('//modules', { origin: ORIGIN });
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  });

  it('share idempotency keys with the route: the same request by either path is answered once', async () => {
    const body = { email: `${newId()}@alpha.test`, password: PASSWORD, role: 'student', profile: { name: 'Once' } };
    const key = { 'idempotency-key': newId() };
    const first = await expectStatus(201, alpha.admin.client.post('//users', body, key));
    const second = await expectStatus(201, alpha.admin.client.post('/users', body, key));
    const third = await expectStatus(201, alpha.admin.client.post('//users/', body, key));
    for (const again of [second, third]) {
      assert.equal(again.text, first.text);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
    }
    assert.equal((await alpha.admin.client.post('/users', { ...body, email: `${newId()}@alpha.test` }, key)).status, 422);
  });

  it('count against the limit of the route', async () => {
    const reader = client(server, { tenant: 'alpha' });
    const remaining = async (path: string): Promise<number> => {
      const { headers } = await expectStatus(200, reader.get(path));
      return Number(/^"catalogue";r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };
    const before = await remaining('/courses');
    assert.equal(await remaining('//modules'), before - 1);
    assert.equal(await remaining('/courses'), before - 2);
  });

  it('keep the session cookie to the path it came by, and clear it there', async () => {
    for (const path of ['/auth', '/api/auth', '/api/v1/auth']) {
      const browser = client(server, { tenant: 'alpha', headers: { origin: ORIGIN } });
      const credentials = { email: alpha.student.email, password: PASSWORD };
      const login = await expectStatus(200, browser.post(`/${path}/login/?next=/home`, credentials));
      const cookie = login.headers.get('set-cookie') ?? '';
      assert.ok(cookie.includes(`; Path=${path};`), cookie);
      const sent = { cookie: cookie.split(';')[0] ?? '' };
      const refreshed = await expectStatus(200, browser.post(`/${path}/refresh`, undefined, sent));
      assert.ok(refreshed.headers.get('set-cookie')?.includes(`; Path=${path};`));
      const renewed = { cookie: refreshed.headers.get('set-cookie')?.split(';')[0] ?? '' };
      const elsewhere = await browser.post(`/${path}/refresh`, undefined, { ...renewed, origin: 'https://elsewhere.test' });
      assert.equal(elsewhere.status, 403);
      const logout = await expectStatus(204, browser.post(`/${path}/logout`, undefined, renewed));
      assert.match(logout.headers.get('set-cookie') ?? '', new RegExp(`^lectern_refresh=; Max-Age=0; Path=${path};`));
      assert.equal((await browser.post(`/${path}/refresh`, undefined, renewed)).status, 401);
    }
  });

  it('are closed where the institution has them off, and only they', async () => {
    const { beta } = world;
    const { id } = await writeCourse(beta.teacher.client, { title: 'Theirs', chapters: 1 });
    const switchTo = (enabled: boolean) => expectStatus(200, beta.admin.client.put('/tenant/plugins/route-aliases', { enabled }));
    await expectStatus(200, beta.nobody.get(`//modules/${id}`));
    await switchTo(false);
    for (const [method, path] of [
      ['GET', `//modules/${id}`],
      ['HEAD', '//modules'],
      ['POST', '//auth/login'],
      ['POST', '//api/auth/login'],
    ] as const) {
      const refused = await beta.nobody.request(method, path, method === 'POST' ? {} : undefined);
      assert.equal(refused.status, 403, path);
      if (method === 'HEAD') continue;
      assert.deepEqual([refused.body.error_code, refused.body.plugin], ['PLUGIN_DISABLED', 'route-aliases'], path);
    }
    const anonymous = await beta.nobody.get('//auth/me');
    assert.equal(anonymous.status, 401, 'who is nobody is told nothing of plugins');
    assert.equal((await beta.student.client.get('//auth/me')).body.error_code, 'PLUGIN_DISABLED');
    await expectStatus(200, beta.student.client.get('/auth/me'));
    await expectStatus(200, beta.nobody.get(`/courses/${id}`));
    await expectStatus(200, alpha.nobody.get('//modules'));
    await switchTo(true);
    await expectStatus(200, beta.nobody.get(`//modules/${id}`));
  });
});
