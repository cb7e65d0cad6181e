import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conflict } from '../../../sdk/errors.js';
import { definePlugin, type PluginManifest } from '../../../sdk/plugin.js';
import { planSwitch } from './plan-switch.js';

class AnyModule {}
const plugin = (id: string, ...requires: string[]): [string, PluginManifest] => [
  id,
  definePlugin({
    id,
    version: '1.0.0',
    description: id,
    core: '*',
    module: AnyModule,
    requires: requires.map((other) => ({ id: other, range: '*' })),
  }),
];

/** d requires c, c requires a and b. */
const manifests = new Map([plugin('a'), plugin('b'), plugin('c', 'a', 'b'), plugin('d', 'c')]);
const plan = (on: string, id: string, enabled: boolean, together = false) =>
  planSwitch(manifests, (each) => on.includes(each), id, enabled, together);

const names = (expected: readonly string[]) => (error: unknown) => {
  assert.ok(error instanceof Conflict);
  assert.equal(error.code, 'PLUGIN_DEPENDENCY');
  assert.deepEqual(error.extras.plugins, expected);
  return true;
};

test('alone where nothing else is concerned', () => {
  assert.deepEqual(plan('', 'a', true), ['a']);
  assert.deepEqual(plan('ab', 'c', true), ['c']);
  assert.deepEqual(plan('abc', 'c', false), ['c']);
});

test('nothing when it is so already', () => {
  assert.deepEqual(plan('a', 'a', true), []);
  assert.deepEqual(plan('', 'd', false), []);
});

test('on after what it requires, off before it', () => {
  assert.deepEqual(plan('b', 'd', true, true), ['a', 'c', 'd']);
  assert.deepEqual(plan('abcd', 'a', false, true), ['d', 'c', 'a']);
});

test('the others are named unless they are wanted', () => {
  assert.throws(() => plan('b', 'd', true), names(['a', 'c']));
  assert.throws(() => plan('abcd', 'b', false), names(['c', 'd']));
});

test('on already, with something it requires off: that is named as well', () => {
  assert.throws(() => plan('c', 'c', true), names(['a', 'b']));
  assert.deepEqual(plan('c', 'c', true, true), ['a', 'b']);
});
