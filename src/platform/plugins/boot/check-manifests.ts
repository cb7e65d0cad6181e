import { satisfies, validRange } from 'semver';
import type { EventDefinition } from '../../../sdk/events.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { AliasTable } from '../aliases/alias-table.js';
import type { PluginFailure } from '../plugin-failure.js';
import { checkManifest } from './check-manifest.js';
import { dependencyOrder } from './dependency-order.js';

/** What is wrong with the manifests, each by itself and all together. */
export const checkManifests = (
  manifests: readonly PluginManifest[],
  failures: readonly PluginFailure[],
  coreEvents: readonly EventDefinition[],
): string[] => [
  ...manifests.flatMap(checkManifest),
  ...checkUnique(manifests),
  ...manifests.flatMap((manifest) => checkDependencies(manifest, manifests, failures)),
  ...checkCycles(manifests),
  ...checkPrefixes(manifests),
  ...checkAliasOwners(manifests),
  ...checkConsumedEvents(manifests, coreEvents),
  ...checkChannels(manifests),
];

const checkUnique = (manifests: readonly PluginManifest[]): string[] => {
  const ids = manifests.map(({ id }) => id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `${id}: installed twice`);
};

const checkDependencies = (
  { id, requires, enhances }: PluginManifest,
  manifests: readonly PluginManifest[],
  failures: readonly PluginFailure[],
): string[] => {
  const violations: string[] = [];
  for (const { id: other, range } of requires) {
    const missing = !manifests.some((manifest) => manifest.id === other) && !failures.some(({ pluginId }) => pluginId === other);
    if (missing) violations.push(`${id}: requires ${other} ${range}, which is not installed`);
  }
  for (const { id: other, range } of [...requires, ...enhances]) {
    const version = manifests.find((manifest) => manifest.id === other)?.version;
    if (version && validRange(range) && !satisfies(version, range))
      violations.push(`${id}: needs ${other} ${range}, installed is ${version}`);
  }
  return violations;
};

const checkCycles = (manifests: readonly PluginManifest[]): string[] => {
  const { cyclic } = dependencyOrder(manifests);
  return cyclic.length > 0 ? [`${cyclic.join(', ')}: require one another in a circle`] : [];
};

/** A prefix is owned by one plugin, with everything below it. */
const checkPrefixes = (manifests: readonly PluginManifest[]): string[] => {
  const claims = manifests.flatMap(({ id, routes }) => routes.map((route) => ({ id, route })));
  return claims.flatMap((one, at) =>
    claims
      .slice(at + 1)
      .filter(
        (other) => other.id !== one.id && (`${other.route}/`.startsWith(`${one.route}/`) || `${one.route}/`.startsWith(`${other.route}/`)),
      )
      .map((other) => `${one.id}, ${other.id}: both claim ${one.route} (${other.route})`),
  );
};

const checkAliasOwners = (manifests: readonly PluginManifest[]): string[] => {
  const table = new AliasTable('');
  return manifests.flatMap(({ id, aliases }) =>
    aliases.flatMap((alias) => {
      try {
        table.add(id, alias);
        return [];
      } catch (error) {
        return [`${id}: ${(error as Error).message}`];
      }
    }),
  );
};

/** Clients name nothing but the event, so each means one thing, whichever plugins are installed. */
const checkChannels = (manifests: readonly PluginManifest[]): string[] => {
  const claims = manifests.flatMap(({ id, channels }) =>
    channels.flatMap(({ channel: { room, join, leave, messages } }) =>
      [`room ${room}`, ...[join, leave, ...messages.map(({ event }) => event)].map((event) => `live event ${event}`)].map((name) => ({
        id,
        name,
      })),
    ),
  );
  const names = claims.map(({ name }) => name);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) => {
    const owners = [...new Set(claims.filter((claim) => claim.name === name).map(({ id }) => id))];
    return `${owners.join(', ')}: ${name} is declared more than once`;
  });
};

const checkConsumedEvents = (manifests: readonly PluginManifest[], coreEvents: readonly EventDefinition[]): string[] => {
  const published = manifests.flatMap(({ events }) => events.publishes);
  const known = new Set([...coreEvents, ...published].map(({ name }) => name));
  const names = published.map(({ name }) => name);
  return [
    ...manifests.flatMap(({ id, events }) =>
      events.consumes
        .filter(({ event }) => !known.has(event.name))
        .map(({ event }) => `${id}: consumes ${event.name}, which nobody publishes`),
    ),
    ...[...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) => `${name}: published by more than one plugin`),
  ];
};
