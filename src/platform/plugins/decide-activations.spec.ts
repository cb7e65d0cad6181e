import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideActivations, type InstalledPlugin } from './decide-activations.js';
import type { ActivationFacts } from './plugin-activations.js';

const plugin = (id: string, more: Partial<InstalledPlugin> = {}): InstalledPlugin => ({
  id,
  requires: [],
  quarantined: false,
  regions: undefined,
  hasConsent: () => true,
  ...more,
});

const facts = (on: readonly string[], more: Partial<ActivationFacts> = {}): ActivationFacts => ({
  planPlugins: null,
  region: 'FR',
  switches: on.map((pluginId) => ({ pluginId, enabled: true, settings: {}, settingsVersion: 1, revision: 3 })),
  ...more,
});

const cases: readonly {
  readonly name: string;
  readonly installed: readonly InstalledPlugin[];
  readonly facts: ActivationFacts;
  readonly blocked: readonly string[];
}[] = [
  { name: 'switched on', installed: [plugin('a')], facts: facts(['a']), blocked: [] },
  { name: 'never touched', installed: [plugin('a')], facts: facts([]), blocked: ['switched-off'] },
  { name: 'did not start', installed: [plugin('a', { quarantined: true })], facts: facts(['a']), blocked: ['quarantined'] },
  { name: 'in the plan', installed: [plugin('a')], facts: facts(['a'], { planPlugins: ['a'] }), blocked: [] },
  { name: 'not in the plan', installed: [plugin('a')], facts: facts(['a'], { planPlugins: ['b'] }), blocked: ['not-entitled'] },
  { name: 'an empty plan', installed: [plugin('a')], facts: facts(['a'], { planPlugins: [] }), blocked: ['not-entitled'] },
  { name: 'its country', installed: [plugin('a', { regions: ['FR'] })], facts: facts(['a']), blocked: [] },
  { name: 'its union', installed: [plugin('a', { regions: ['EU'] })], facts: facts(['a']), blocked: [] },
  { name: 'another country', installed: [plugin('a', { regions: ['US'] })], facts: facts(['a']), blocked: ['region'] },
  {
    name: 'outside of the union',
    installed: [plugin('a', { regions: ['EU'] })],
    facts: facts(['a'], { region: 'CH' }),
    blocked: ['region'],
  },
  {
    name: 'a region nobody knows',
    installed: [plugin('a', { regions: ['EU'] })],
    facts: facts(['a'], { region: undefined }),
    blocked: ['region'],
  },
  { name: 'no consent', installed: [plugin('a', { hasConsent: () => false })], facts: facts(['a']), blocked: ['consent'] },
  {
    name: 'all it requires is on',
    installed: [plugin('b'), plugin('a', { requires: ['b'] })],
    facts: facts(['a', 'b']),
    blocked: [],
  },
  {
    name: 'what it requires is off',
    installed: [plugin('b'), plugin('a', { requires: ['b'] })],
    facts: facts(['a']),
    blocked: ['requires b'],
  },
  {
    name: 'what it requires requires something that is off',
    installed: [plugin('c'), plugin('b', { requires: ['c'] }), plugin('a', { requires: ['b'] })],
    facts: facts(['a', 'b']),
    blocked: ['requires b'],
  },
  { name: 'what it requires is not there', installed: [plugin('a', { requires: ['b'] })], facts: facts(['a']), blocked: ['requires b'] },
  {
    name: 'every reason is told',
    installed: [plugin('a', { quarantined: true, regions: ['US'], hasConsent: () => false, requires: ['b'] })],
    facts: facts([], { planPlugins: [] }),
    blocked: ['quarantined', 'not-entitled', 'region', 'consent', 'switched-off', 'requires b'],
  },
];

for (const { name, installed, facts: given, blocked } of cases) {
  test(name, () => {
    const decided = decideActivations(installed, given).get('a');
    const reasons = decided?.blockedBy.map((reason) => (reason.kind === 'requires' ? `requires ${reason.plugin}` : reason.kind));
    assert.deepEqual(reasons, blocked);
    assert.equal(decided?.effective, blocked.length === 0);
  });
}

test('what is not installed is not there', () => {
  assert.equal(decideActivations([], facts(['a'])).get('a'), undefined);
});
