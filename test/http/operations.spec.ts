import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { HealthCheck, PluginManifest } from 'lectern/sdk';
import { definePlugin } from 'lectern/sdk';
import { Injectable, Module } from '@nestjs/common';
import { Ajv } from 'ajv';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson } from '../../src/testing/world.js';
import { probe } from './probe-plugin.js';
import { addSchool, type School } from './support.js';

let sick = false;

/** Each with a check of its own: a provider belongs to one plugin. */
const patient = (id: string, impact: 'required' | 'degrading'): PluginManifest => {
  @Injectable()
  class Pulse implements HealthCheck {
    check(): Promise<void> {
      return sick ? new Promise(() => undefined) : Promise.resolve();
    }
  }

  @Module({ providers: [Pulse] })
  class PatientModule {}

  return definePlugin({
    id,
    version: '1.0.0',
    description: 'A plugin that can fall ill',
    core: '^1.0.0',
    module: PatientModule,
    health: [{ name: 'pulse', impact, timeoutMs: 100, indicator: Pulse }],
  });
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });

describe('operations', () => {
  let server: TestServer;
  let alpha: School;
  let beta: School;
  before(async () => {
    server = await startTestServer({ plugins: [probe, patient('patient', 'degrading')] });
    alpha = await addSchool(server, 'alpha');
    beta = await addSchool(server, 'beta');
  });
  after(() => server.close());

  const visitor = () => client(server);

  describe('health', () => {
    for (const path of ['//health', '//api/health', '//health/live', '//health/ready', '//health/startup', '//health/']) {
      it(`is told at ${path}`, async () => {
        const answer = await visitor().get(path);
        assert.deepEqual([answer.status, answer.body.status], [200, 'ok']);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
      });
    }

    it('of plugins is for those who may read it', async () => {
      assert.equal((await visitor().get('//health/plugins')).status, 401);
      assert.equal((await alpha.student.client.get('//health/plugins')).status, 403);
      const answer = await alpha.admin.client.get('//health/plugins');
      assert.equal(answer.status, 200);
      const found = answer.body.find(({ plugin }: { plugin: string }) => plugin === 'patient');
      assert.deepEqual([found.status, found.checks[0].name, found.checks[0].status], ['ok', 'pulse', 'ok']);
    });
  });

  describe('metrics', () => {
    it('count requests by route, and name nobody', async () => {
      const { body } = await alpha.student.client.post('/probe/things', { name: 'counted' });
      await alpha.student.client.get(`/probe/things/${body.id}`);
      const answer = await visitor().get('//metrics');
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; ?version=/);
      assert.match(
        answer.text,
        /lectern_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/probe\/things\/:id",status="200",plugin="\w*"\} 1/,
      );
      assert.match(answer.text, /lectern_outbox_events \d/);
      assert.match(answer.text, /process_resident_memory_bytes \d/);
      for (const secret of [alpha.id, alpha.student.id, body.id, 'alpha']) assert.ok(!answer.text.includes(secret), secret);
    });
  });

  describe('documents', () => {
    it('come from here alone', async () => {
      for (const [path, type] of [
        ['//docs', 'text/html'],
        ['//docs/assets/swagger-ui-bundle.js', 'text/javascript'],
        ['//docs/assets/swagger-ui.css', 'text/css'],
        ['//docs/start.js', 'text/javascript'],
        ['//redoc', 'text/html'],
        ['//redoc/redoc.standalone.js', 'text/javascript'],
      ] as const) {
        const answer = await visitor().get(path);
        assert.equal(answer.status, 200, path);
        assert.ok(answer.headers.get('content-type')?.startsWith(type), `${path}: ${answer.headers.get('content-type')}`);
        if (type === 'text/html') {
          assert.doesNotMatch(answer.text, /https?:\/\//);
          assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'/);
        }
        assert.doesNotMatch(answer.text, /cdn\.redoc\.ly/, path);
      }
    });

    it('hold no shape within itself, which validators follow without an end', async () => {
      const { body } = await visitor().get('//openapi.json');
      assert.deepEqual(body.servers, [{ url: '/' }]);
      const { schemas } = body.components;
      const within = (name: string): string[] =>
        [...JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, inner = '']) => inner);
      const follow = (name: string, around: readonly string[]): void => {
        assert.ok(schemas[name], name);
        assert.ok(!around.includes(name), [...around, name].join(' → '));
        for (const inner of new Set(within(name))) follow(inner, [...around, name]);
      };
      for (const name of Object.keys(schemas)) follow(name, []);
      assert.ok(within('Exercise').includes('JsonValue'));
    });

    it('describe every route with its refusals', async () => {
      const { body } = await visitor().get('//openapi.json');
      assert.equal(body.openapi, '3.1.0');
      const { responses, security, parameters } = body.paths['/api/v1/probe/things'].post;
      assert.deepEqual(Object.keys(responses), [
        '201',
        '400',
        '401',
        '403',
        '404',
        '409',
        '413',
        '415',
        '422',
        '429',
        '431',
        '500',
        '503',
        '504',
      ]);
      assert.deepEqual(security, [{ bearer: [] }]);
      assert.ok(parameters.some(({ $ref }: { $ref?: string }) => $ref === '#/components/parameters/IdempotencyKey'));
      assert.deepEqual(body.paths['/api/v1/auth/login'].post.security, []);
      assert.ok(body.paths['/health/ready'].get);
      assert.ok(body.components.schemas.ProbeThing);
    });

    it('name operations once and refer only to what is there', async () => {
      const { body, text } = await visitor().get('//openapi.json');
      const operations = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap((item) =>
        Object.values(item),
      );
      const ids = operations.map(({ operationId }) => operationId);
      assert.deepEqual(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        [],
      );
      for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
        assert.ok(body.components[kind]?.[name], `${kind}/${name}`);
      }
    });

    it('hold what answers look like', async () => {
      const { body: document } = await visitor().get('//openapi.json');
      const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'api');
      const fits = (name: string, value: unknown) => assert.ok(ajv.validate(`api#/components/schemas/${name}`, value), ajv.errorsText());
      fits('Error', (await visitor().get('/nowhere')).body);
      fits('Health', (await visitor().get('//health')).body);
      fits('ProbeThing', (await alpha.student.client.post('/probe/things', { name: 'shaped' })).body);
      fits('AuditEvent', (await alpha.admin.client.get('/audit-events')).body[0]);
    });
  });

  describe('the audit trail', () => {
    const actions = (answer: { body: { action: string }[] }) => answer.body.map(({ action }) => action);

    it('tells who did what, newest first, to those who may read it', async () => {
      const { body: thing } = await alpha.student.client.post('/probe/things', { name: 'audited' });
      assert.equal((await alpha.student.client.get('/audit-events')).status, 403);
      const answer = await alpha.admin.client.get(`/audit-events?action=probe.thing-added&limit=1&count=exact`);
      assert.equal(answer.status, 200);
      const [event] = answer.body;
      assert.deepEqual(
        [event.action, event.category, event.actor_id, event.actor_role, event.target_id],
        ['probe.thing-added', 'staff', alpha.student.id, 'student', thing.id],
      );
      assert.ok(Number(answer.headers.get('x-total-count')) >= 1);
      assert.ok(event.request_id && event.address);
      assert.deepEqual(actions(await alpha.admin.client.get(`/audit-events?target_id=${thing.id}`)), ['probe.thing-added']);
      assert.deepEqual(actions(await alpha.admin.client.get(`/audit-events?target_id=${thing.id}&to=2000-01-01T00:00:00Z`)), []);
      for (const never of ['yesterday', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:00', '0001-01-01T00:00:00%2B23:00']) {
        assert.equal((await alpha.admin.client.get(`/audit-events?from=${never}`)).status, 400, never);
      }
      assert.equal((await alpha.admin.client.get('/audit-events?to=2026-01-01T00:00:00%2B23:59')).status, 200);
    });

    it("shows nothing of another institution's", async () => {
      const seen = await beta.admin.client.get('/audit-events?action=probe.thing-added');
      assert.deepEqual(seen.body, []);
      assert.deepEqual((await beta.admin.client.get('/system-events')).body, []);
    });

    it('keeps what the system did apart, and shows all of it to operators', async () => {
      const own = await alpha.admin.client.get('/system-events');
      assert.ok(own.body.length > 0);
      assert.deepEqual(new Set(own.body.map(({ category }: { category: string }) => category)), new Set(['system']));
      const [system] = await server.sql<{ id: string }>(`SELECT id FROM core.tenants WHERE slug = 'system'`);
      const operator = await addPerson(server, { id: system?.id ?? '', slug: 'system' }, 'operator');
      const all = await operator.client.get('/system-events');
      assert.equal(all.status, 200, all.text);
      assert.ok(actions(all).includes('probe.thing-noticed'));
    });

    it('rolls back with the act', async () => {
      const before = await server.sql(`SELECT 1 FROM core.audit_event WHERE action = 'probe.undone'`);
      const uow = server.get(UnitOfWork);
      const undone = runForTenant(alpha.id, () =>
        uow.run(() => {
          uow.audit({ action: 'probe.undone', category: 'staff' });
          throw new Error('undo');
        }),
      );
      await assert.rejects(undone, /undo/);
      assert.equal((await server.sql(`SELECT 1 FROM core.audit_event WHERE action = 'probe.undone'`)).length, before.length);
    });
  });
});

describe('a sick plugin', () => {
  let server: TestServer;
  let opsPort: number;
  before(async () => {
    opsPort = await freePort();
    server = await startTestServer({
      plugins: [patient('patient', 'degrading'), patient('vital', 'required')],
      env: { OPS_PORT: String(opsPort) },
    });
  });
  after(async () => {
    sick = false;
    await server.close();
  });

  const ops = () => client({ url: `http://localhost:${opsPort}` });

  it('that is required makes the server not ready; live stays', async () => {
    assert.equal((await client(server).get('//health/ready')).status, 200);
    sick = true;
    const ready = await eventually(async () => {
      const answer = await client(server).get('//health/ready');
      return answer.status === 503 ? answer : undefined;
    });
    assert.deepEqual([ready.body.status, ready.body.error_code], ['error', 'DEPENDENCY_UNAVAILABLE']);
    assert.equal(ready.body.checks.plugins.status, 'down');
    assert.ok(ready.headers.get('retry-after'));
    assert.equal((await client(server).get('//health/live')).status, 200);
  });

  it('is told in detail on the operations port alone', async () => {
    const { status, body } = await ops().get('//health/plugins');
    assert.equal(status, 200);
    assert.deepEqual(
      body.map(({ plugin, status: state, checks }: { plugin: string; status: string; checks: { status: string }[] }) => [
        plugin,
        state,
        checks[0]?.status,
      ]),
      [
        ['patient', 'degraded', 'timeout'],
        ['vital', 'failed', 'timeout'],
      ],
    );
    assert.equal((await client(server).get('//health/plugins')).status, 401);
    assert.match((await ops().get('//metrics')).text, /process_cpu/);
    assert.equal((await client(server).get('//metrics')).status, 404);
    assert.equal((await ops().get('//elsewhere')).status, 404);
  });
});
