import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PluginRegistry } from '../../platform/plugins/plugin-registry.js';
import type { PluginManifest } from '../../sdk/plugin.js';
import { startTestServer } from '../test-server.js';
import { channelsAreGated } from './channels.js';
import { migrationsApply, offKeepsData, personalDataIsComplete, purgeLeavesNothing, tablesAreIsolated } from './data.js';
import { aliasesAreGated, eventsAreGated, routesAreGated, routesAskForPermissions } from './doors.js';
import { healthIsBounded } from './health.js';
import { jobsAreGated } from './jobs.js';
import { settingsHold } from './settings.js';
import { type ConformanceOptions, ConformanceSubject } from './subject.js';

/**
 * Whether a plugin keeps what the host promises of every plugin, derived from its manifest: one line in a test file.
 * It runs on a real server with a database of its own and two schools.
 */
export const conformance = (manifest: PluginManifest, options: ConformanceOptions = {}): void => {
  describe(`${manifest.id} conforms`, () => {
    let started: ConformanceSubject | undefined;
    const subject = (): ConformanceSubject => {
      assert.ok(started, 'the server started');
      return started;
    };
    before(async () => {
      started = await ConformanceSubject.start(manifest, options);
    });
    after(() => started?.server.close());

    test('starts', () => assert.deepEqual(subject().server.get(PluginRegistry).failures, []));
    test('its migrations apply to an empty database', () => migrationsApply(subject()));
    test('every route is closed for an institution that has it off', () => routesAreGated(subject()));
    test('every route asks for its permission', () => routesAskForPermissions(subject()));
    test('every alias is closed with it', () => aliasesAreGated(subject()));
    test('events of an institution that has it off do not reach it', () => eventsAreGated(subject()));
    if (manifest.jobs.length > 0) test('a job of an institution that has it off is not done', () => jobsAreGated(subject()));
    if (manifest.channels.length > 0)
      test('its rooms are closed for an institution that has it off', () => channelsAreGated(subject(), options));
    test('its tables separate institutions', () => tablesAreIsolated(subject()));
    test('off and on again keeps its data', () => offKeepsData(subject()));
    test('its settings start from nothing, are checked, and are lifted from older versions', () => settingsHold(subject(), options));
    test('its health checks end', () => healthIsBounded(subject()));
    test('personal data is exported and erased completely', () => personalDataIsComplete(subject()));
    test('purging leaves no row', () => purgeLeavesNothing(subject()));
    if (manifest.enhances.length > 0) test('starts without what it only enhances', () => startsAlone(manifest, options));
  });
};

const startsAlone = async (manifest: PluginManifest, { with: others = [] }: ConformanceOptions): Promise<void> => {
  const soft = new Set(manifest.enhances.map(({ id }) => id));
  const server = await startTestServer({ plugins: [...others.filter((other) => !soft.has(other.id)), manifest] });
  try {
    assert.deepEqual(server.get(PluginRegistry).failures, []);
  } finally {
    await server.close();
  }
};
