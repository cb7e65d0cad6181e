import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, client, type Client } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { addPerson } from '../../src/testing/world.js';
import { startContractServer } from './contract-server.js';
import { contractWorld } from './contract-world.js';
import { fixtures } from './fixtures/every-route.js';
import { clientOf, type ContractWorld, fresh, type RouteFixture, type RouteRequest } from './route-fixture.js';
import { idsOfTenant, stateOfTenant } from './state-of-tenant.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const FOREIGN_ROLES = ['admin', 'teacher', 'student'] as const;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

const server: TestServer = await startContractServer();
const routes = await routesOf(server);

/** What the server itself says it serves, aliases left out: they lead to the same handlers. */
async function routesOf({ url }: TestServer): Promise<{ route: string; isPublic: boolean }[]> {
  const document = (await client({ url }).get('//openapi.json')).body;
  return Object.entries<Record<string, { security?: object[]; deprecated?: boolean; 'x-alias-of'?: string }>>(document.paths).flatMap(
    ([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        if (!operation || operation.deprecated || operation['x-alias-of']) return [];
        return [{ route: `${method.toUpperCase()} ${path}`, isPublic: isOpen(operation.security) }];
      }),
  );
}

/** No scheme at all, or none as one of the choices. */
function isOpen(security: readonly object[] = []): boolean {
  return security.length === 0 || security.some((choice) => Object.keys(choice).length === 0);
}

const send = (as: Client, method: string, { path, body, headers }: RouteRequest): Promise<Answer> =>
  as.request(method, path, body, headers);

describe('every route, walked by people of another institution and by nobody', () => {
  let world: ContractWorld;

  before(async () => {
    world = await contractWorld(server);
  });
  after(() => server.close());

  it('has a fixture for every route, and no fixture without a route', () => {
    assert.ok(routes.length > 50, `only ${routes.length} routes are described`);
    assert.deepEqual(Object.keys(fixtures).toSorted(), routes.map(({ route }) => route).toSorted());
  });

  for (const { route, isPublic } of routes) {
    const fixture = fixtures[route];
    if (fixture) it(route, () => walk(world, route, fixture, isPublic));
  }
});

async function walk(world: ContractWorld, route: string, fixture: RouteFixture, isPublic: boolean): Promise<void> {
  const [method = '', template = ''] = route.split(' ');
  const request = await fixture.request(world);
  const before = await stateOfTenant(world.server, world.alpha.id);
  const secret = await idsOfTenant(world.server, world.alpha.id);
  const named = (request.path.match(UUID) ?? []).some((id) => secret.has(id));

  if (!fixture.ignoresToken) {
    for (const role of FOREIGN_ROLES) await probeAsForeigner(world, fixture, method, request, { role, named, secret, isPublic });
  }
  await probeAsNobody(world, fixture, method, request, { named, secret, isPublic });
  assert.deepEqual(await stateOfTenant(world.server, world.alpha.id), before, `${route}: a stranger changed something`);

  const rightful = await send(request.client ?? clientOf(world, world.alpha, fixture.caller), method, request);
  assert.equal(rightful.status, fixture.status, `${route} by ${fixture.caller}: ${rightful.text}`);
  assert.ok(template.startsWith('/'));
}

interface Probe {
  /** Whether the address names something of the first institution. */
  readonly named: boolean;
  /** Ids that must not leak. */
  readonly secret: ReadonlySet<string>;
  readonly isPublic: boolean;
}

async function probeAsForeigner(
  world: ContractWorld,
  fixture: RouteFixture,
  method: string,
  request: RouteRequest,
  { role, named, secret, isPublic }: Probe & { role: (typeof FOREIGN_ROLES)[number] },
): Promise<void> {
  const person = fixture.endsSession ? await addPerson(world.server, world.beta, role, fresh(role)) : world.beta[role];
  if (!request.path.startsWith('//')) {
    const across = await send(person.client.with({ tenant: world.alpha.slug, ...tokenOf(person.client) }), method, request);
    assert.equal(across.status, 403, `the ${role} of beta in alpha: ${across.text}`);
    assert.equal(across.body.error_code, 'TENANT_MISMATCH');
  }
  const own = await send(person.client, method, request);
  assertTellsNothing(own, request, secret, `the ${role} of beta`);
  if (named) assert.ok([403, 404].includes(own.status), `the ${role} of beta was answered ${own.status}: ${own.text}`);
  if (fixture.caller === 'operator') assert.equal(own.status, 403, `the ${role} of beta is no operator: ${own.text}`);
  if (isPublic && named) assert.equal(own.status, 404, own.text);
}

async function probeAsNobody(
  world: ContractWorld,
  fixture: RouteFixture,
  method: string,
  request: RouteRequest,
  { named, secret, isPublic }: Probe,
): Promise<void> {
  if (!isPublic) {
    const refused = await send(world.alpha.nobody, method, request);
    assert.equal(refused.status, 401, `nobody was answered ${refused.status}: ${refused.text}`);
    return;
  }
  if (fixture.installation) return;
  const elsewhere = await send(world.beta.nobody, method, request);
  assertTellsNothing(elsewhere, request, secret, 'nobody, at beta');
  if (named) assert.equal(elsewhere.status, 404, `nobody, at beta, was answered ${elsewhere.status}: ${elsewhere.text}`);
  if (fixture.ignoresToken) assert.ok(elsewhere.status >= 400 || method === 'POST', elsewhere.text);
}

/** Ids the caller sent may be echoed; none else of the other institution may appear. */
function assertTellsNothing(answer: Answer, request: RouteRequest, secret: ReadonlySet<string>, who: string): void {
  assert.ok(answer.status < 500, `${who} was answered ${answer.status}: ${answer.text}`);
  const sent = new Set(`${request.path} ${JSON.stringify(request.body ?? {})}`.match(UUID) ?? []);
  const leaked = (answer.text.match(UUID) ?? []).filter((id) => secret.has(id) && !sent.has(id));
  assert.deepEqual(leaked, [], `${who} was told ids of alpha: ${answer.text}`);
}

const tokenOf = (of: Client): { token: string } => {
  if (!of.token) throw new Error('This person is not signed in');
  return { token: of.token };
};
