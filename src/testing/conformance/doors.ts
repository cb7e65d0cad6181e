import assert from 'node:assert/strict';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { API_PREFIX } from '../../platform/http/api-prefix.js';
import { pluginConsumers } from '../../platform/events/plugin-consumers.js';
import { aliasedRoutes } from '../../platform/plugins/aliases/aliased-routes.js';
import type { DeclaredRoute } from '../../platform/plugins/boot/route-table.js';
import { PluginDisabled } from '../../sdk/errors.js';
import { SIGNED_IN } from '../../sdk/http.js';
import { newId } from '../../sdk/ids.js';
import type { RouteAlias } from '../../sdk/plugin.js';
import { ROLES } from '../../sdk/roles.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { Answer, Client } from '../client.js';
import { eventually } from '../eventually.js';
import { socketEnd } from '../live-client.js';
import type { School } from '../world.js';
import { sampleOf } from './sample.js';
import type { ConformanceSubject } from './subject.js';

const ROLES_OF_A_SCHOOL = ['admin', 'teacher', 'student', 'parent'] as const;

const call = (client: Client, { method, path }: DeclaredRoute) =>
  client.request(method === 'ALL' ? 'GET' : method, path, ['GET', 'DELETE', 'HEAD', 'ALL'].includes(method) ? undefined : {});

interface Refusal {
  readonly error_code?: string;
  readonly plugin?: string;
}

/** The error body of an answer; empty for any other. */
const refusal = ({ body }: Answer): Refusal => (body as Refusal | undefined) ?? {};

const named = ({ method, path }: DeclaredRoute): string => `${method} ${path}`;

/** Off for one school: closed to everybody there, with 401 for nobody; open in the other. */
export const routesAreGated = async (subject: ConformanceSubject): Promise<void> => {
  const { manifest, world } = subject;
  const { alpha, beta } = world;
  await subject.switch(beta, true);
  await subject.switch(alpha, false);
  for (const route of subject.routes()) {
    for (const role of ROLES_OF_A_SCHOOL) {
      const refused = await call(alpha[role].client, route);
      assert.deepEqual(
        [refused.status, refusal(refused).error_code, refusal(refused).plugin],
        [403, 'PLUGIN_DISABLED', manifest.id],
        `${role}: ${named(route)}`,
      );
    }
    const anonymous = await call(alpha.nobody, route);
    assert.equal(anonymous.status, route.access?.kind === 'public' ? 403 : 401, `nobody: ${named(route)}`);
    const open = await call(beta.admin.client, route);
    assert.notEqual(refusal(open).error_code, 'PLUGIN_DISABLED', `elsewhere: ${named(route)}`);
    assert.ok(open.status < 500, `elsewhere: ${named(route)} answered ${open.status}`);
  }
  await subject.switch(alpha, true);
};

/** Whoever lacks the permission is refused before the body is looked at; whoever holds it is not. */
export const routesAskForPermissions = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha } = subject.world;
  const catalog = subject.server.get(PermissionCatalog);
  for (const route of subject.routes()) {
    if (route.access?.kind !== 'requires' || route.access.permission === SIGNED_IN) continue;
    const { permission } = route.access;
    for (const role of ROLES_OF_A_SCHOOL) {
      const answer = await call(alpha[role].client, route);
      const forbidden = answer.status === 403 && refusal(answer).error_code === 'FORBIDDEN';
      if (catalog.of(role).has(permission)) assert.ok(answer.status < 500, `${role}: ${named(route)} answered ${answer.status}`);
      else assert.ok(forbidden, `${role} lacks ${permission}, and ${named(route)} answered ${answer.status}`);
    }
    assert.ok(
      ROLES.some((role) => catalog.of(role).has(permission)),
      `nobody holds ${permission}`,
    );
  }
};

/** Every route an alias leads to is closed by way of the alias, and stays open by its own name. */
export const aliasesAreGated = async (subject: ConformanceSubject): Promise<void> => {
  const { manifest, world } = subject;
  const routes = subject.everyRoute();
  await subject.switch(world.alpha, false);
  for (const alias of manifest.aliases) {
    if (alias.method === 'WS') {
      await socketAliasIsGated(subject, alias);
      continue;
    }
    const led = aliasedRoutes(alias, routes);
    assert.ok(led.length > 0, `${alias.from} leads nowhere`);
    for (const { method, path, target } of led) {
      const address = `/${path.replaceAll(/\{[a-z_]+\}/g, () => newId())}`;
      const refused = await world.alpha.admin.client.request(method, address, method === 'GET' ? undefined : {});
      assert.deepEqual([refused.status, refusal(refused).plugin], [403, manifest.id], `${method} ${path}`);
      if (method !== 'GET') continue;
      const itself = await world.alpha.admin.client.get(target.path.replaceAll(/\{[a-z_]+\}/g, () => newId()));
      assert.notEqual(refusal(itself).plugin, manifest.id, target.path);
    }
  }
  await subject.switch(world.alpha, true);
};

/** Opened by way of the alias it is ended at once; by its own name it is whatever it is, but not that. */
const socketAliasIsGated = async ({ manifest, server, world }: ConformanceSubject, { from, to }: RouteAlias): Promise<void> => {
  const { token } = world.alpha.admin.client;
  const address = (path: string): string => path.replaceAll(/\{[a-z_]+\}/g, () => newId());
  const refused = await socketEnd(server, address(from), token);
  assert.deepEqual(refused, { code: 4403, reason: new PluginDisabled(manifest.id).message }, from);
  const itself = await socketEnd(server, `/${API_PREFIX}${address(to)}`, token);
  assert.notEqual(itself.reason, refused.reason, to);
};

const publishEach = (subject: ConformanceSubject, school: School): Promise<string[]> =>
  subject.inTenant(school, async () => {
    const uow = subject.server.get(UnitOfWork);
    const keys: string[] = [];
    for (const { event } of subject.manifest.events.consumes) {
      const key = newId();
      await uow.run(async () => uow.publish(event, { key, data: sampleOf(event.schema) }));
      keys.push(key);
    }
    return keys;
  });

/** What became of the events: taken in, or waiting for a consumer of the plugin. */
const traces = async (subject: ConformanceSubject, school: School): Promise<number> => {
  const consumers = pluginConsumers(subject.manifest).map(({ consumer }) => consumer);
  const [row] = await subject.server.sql<{ count: string }>(
    `SELECT (SELECT count(*) FROM core.inbox WHERE tenant_id = $1 AND consumer = ANY ($2))
       + (SELECT count(*) FROM core.parked_event WHERE tenant_id = $1 AND consumer = ANY ($2) AND reason = 'failing')
       + (SELECT count(*) FROM core.dead_letter WHERE tenant_id = $1) AS count`,
    [school.id, consumers],
  );
  return Number(row?.count);
};

const sent = (subject: ConformanceSubject) =>
  eventually(async () => (await subject.server.sql('SELECT 1 FROM core.outbox LIMIT 1')).length === 0);

/** An event of a school that has the plugin off reaches no consumer of it; of a school that has it on, it does. */
export const eventsAreGated = async (subject: ConformanceSubject): Promise<void> => {
  const { alpha } = subject.world;
  if (subject.manifest.events.consumes.length === 0) return;
  await subject.switch(alpha, false);
  const before = await traces(subject, alpha);
  await publishEach(subject, alpha);
  await sent(subject);
  assert.equal(await traces(subject, alpha), before, 'an event was handled while the plugin was off');
  await subject.switch(alpha, true);
  await publishEach(subject, alpha);
  await eventually(async () => (await traces(subject, alpha)) > before);
};
