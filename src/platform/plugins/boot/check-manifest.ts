import { satisfies, valid, validRange } from 'semver';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { CORE_VERSION } from '../../config/core-version.js';
import { cronProblem } from '../../schedules/next-due.js';
import { checkSettings } from './check-settings.js';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const ROUTE = /^(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)+$/;
const ROOM = /^[a-z]+(?:_[a-z]+)*$/;
const TABLE = /^[a-z][a-z0-9_]*$/;
const RESERVED = ['core', 'system', 'lectern', 'public', 'pgboss'];

/** PostgreSQL schema of a plugin. */
const schemaOf = (pluginId: string): string => pluginId.replaceAll('-', '_');

/** What is wrong with one manifest by itself. */
export const checkManifest = (manifest: PluginManifest): string[] =>
  [checkIdentity, checkNames, checkSchedules, checkDoors, checkChannels, checkPersistence, checkSettings, checkPolicy]
    .flatMap((check) => check(manifest))
    .map((violation) => `${manifest.id}: ${violation}`);

const checkIdentity = ({ id, version, core, requires, enhances }: PluginManifest): string[] => {
  const violations: string[] = [];
  if (!ID.test(id) || id.length > 50) violations.push('the id is not lower-case words joined by hyphens');
  if (RESERVED.includes(id)) violations.push('the id is reserved');
  if (!valid(version)) violations.push(`version ${version} is not a semantic version`);
  if (!validRange(core)) violations.push(`core range ${core} is not a version range`);
  else if (!satisfies(CORE_VERSION, core)) violations.push(`needs core ${core}, this is ${CORE_VERSION}`);
  for (const { id: other, range } of [...requires, ...enhances]) {
    if (!validRange(range)) violations.push(`range ${range} of ${other} is not a version range`);
    if (other === id) violations.push('names itself as a dependency');
  }
  return violations;
};

/** Names carry the id, so that nobody can take another's. */
const checkNames = ({ id, permissions, events, jobs, health }: PluginManifest): string[] => {
  const violations: string[] = [];
  for (const { name, scope, roles } of permissions) {
    if (!name.startsWith(`${id}:`)) violations.push(`permission ${name} does not start with ${id}:`);
    if (scope !== 'tenant') violations.push(`permission ${name} is not scoped to the tenant`);
    if (roles.includes('operator')) violations.push(`permission ${name} is given to operators`);
  }
  for (const { name } of events.publishes) if (!name.startsWith(`${id}.`)) violations.push(`event ${name} does not start with ${id}.`);
  for (const { job } of jobs) if (!job.name.startsWith(`${id}.`)) violations.push(`job ${job.name} does not start with ${id}.`);
  for (const { name, timeoutMs } of health) {
    if (!ID.test(name)) violations.push(`health check ${name} is not lower-case words joined by hyphens`);
    if (!(timeoutMs > 0 && timeoutMs <= 10_000)) violations.push(`health check ${name} has no time limit between 1 ms and 10 s`);
  }
  const names = [permissions.map((each) => each.name), jobs.map((each) => each.job.name), health.map((each) => each.name)].flat();
  for (const twice of new Set(names.filter((name, at) => names.indexOf(name) !== at))) violations.push(`${twice} is declared twice`);
  return violations;
};

const checkSchedules = ({ id, schedules, jobs }: PluginManifest): string[] => {
  const violations: string[] = [];
  for (const [at, { name, cron, job }] of schedules.entries()) {
    if (!name.startsWith(`${id}.`)) violations.push(`schedule ${name} does not start with ${id}.`);
    if (schedules.findIndex((other) => other.name === name) !== at) violations.push(`schedule ${name} is declared twice`);
    if (!jobs.some((each) => each.job === job)) violations.push(`schedule ${name} enqueues ${job.name}, which is no job of it`);
    const problem = cronProblem(cron);
    if (problem) violations.push(`schedule ${name}: ${problem}`);
  }
  return violations;
};

const checkDoors = ({ routes, aliases }: PluginManifest): string[] => {
  const violations = routes.filter((route) => !ROUTE.test(route)).map((route) => `route prefix ${route} is not /lower-case-words`);
  for (const { from, to } of aliases) {
    const given = new Set([...from.matchAll(/\{([a-z_]+)\*?\}/g)].map(([, name]) => name));
    if (!from.startsWith('/') || !to.startsWith('/')) violations.push(`alias ${from} → ${to} is not a path to a path`);
    if (/\*\}./.test(from)) violations.push(`alias ${from} takes the rest before its end`);
    for (const [, name] of to.matchAll(/\{([a-z_]+)\*?\}/g))
      if (!given.has(name)) violations.push(`alias ${from} does not give {${name}} of ${to}`);
  }
  return violations;
};

const checkPersistence = ({ id, persistence, personalData }: PluginManifest): string[] => {
  const tables = persistence?.tenantTables ?? [];
  const violations = personalData
    .filter(({ table }) => !tables.includes(table))
    .map(({ table }) => `personal data in ${table}, which is no tenant table of it`);
  if (!persistence) return violations;
  if (persistence.schema !== schemaOf(id)) violations.push(`schema ${persistence.schema} is not ${schemaOf(id)}`);
  for (const table of tables) if (!TABLE.test(table)) violations.push(`table ${table} is not lower-case words joined by underscores`);
  const ids = persistence.migrations.map((migration) => migration.id);
  if (ids.join() !== [...new Set(ids)].sort().join()) violations.push('migrations are not in ascending order of their ids');
  return violations;
};

/** What the core itself says and hears. */
const RESERVED_EVENTS = ['authenticate', 'error', 'notification', 'plugin_changed', 'server_draining', 'submission_update'];

const checkChannels = ({ channels }: PluginManifest): string[] =>
  channels.flatMap(({ channel: { room, join, leave, messages, news } }) => {
    const events = [join, leave, ...[...messages, ...news].map(({ event }) => event)];
    const named = messages.filter(({ data }) => 'session_id' in data.shape).map(({ event }) => event);
    return [
      ...events.filter((event) => RESERVED_EVENTS.includes(event)).map((event) => `live event ${event} is the core's own`),
      ...named.map((event) => `live event ${event} declares session_id, which every message has`),
      ...(ROOM.test(room) ? [] : [`room ${room} is not lower-case words joined by underscores`]),
    ];
  });

const checkPolicy = ({ policy }: PluginManifest): string[] =>
  policy.sensitivity === 'biometric' && !policy.consent ? ['a biometric plugin says which consent it needs'] : [];
