import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { InvalidInput } from '../../../sdk/errors.js';
import { publicSetting, secretSetting, versioned } from '../../../sdk/settings.js';
import { changeSettings } from './change-settings.js';
import { readSettings } from './read-settings.js';
import { isMarked, nestedSecrets } from './setting-marks.js';

const settings = versioned(
  3,
  z.object({
    colour: publicSetting(z.enum(['red', 'blue']).default('red')),
    count: z.int().max(10).default(1),
    note: z.string().nullable().default(null),
    key: secretSetting(z.string().min(4)).optional(),
  }),
  { 1: ({ color, ...rest }) => ({ ...rest, colour: color }), 2: (old) => ({ ...old, count: Number(old.count ?? 1) * 2 }) },
);

test('a change is merged; null takes a field back to its default where null is no value of it', () => {
  const changed = changeSettings(settings, { colour: 'blue', count: 4 }, 3, { count: null, note: null });
  assert.deepEqual(changed, { settings: { colour: 'blue', note: null }, secrets: {}, fields: ['count', 'note'] });
});

test('secrets are kept apart; one that is sent as it was read stays', () => {
  const set = changeSettings(settings, {}, 3, { key: 'hidden' });
  assert.deepEqual([set.settings, set.secrets], [{}, { key: 'hidden' }]);
  const kept = changeSettings(settings, { key: 'hidden' }, 3, { key: { set: true }, count: 2 });
  assert.deepEqual(kept, { settings: { count: 2 }, secrets: { key: 'hidden' }, fields: ['count'] });
});

test('problems are named by their path', () => {
  assert.throws(
    () => changeSettings(settings, {}, 3, { count: 11, colour: 'green', size: 1 }),
    (error: unknown) =>
      error instanceof InvalidInput &&
      assert.deepEqual(Object.keys(error.extras.errors ?? {}).sort(), ['settings.colour', 'settings.count', 'settings.size']) === undefined,
  );
  assert.throws(() => changeSettings(undefined, {}, 1, { a: 1 }), InvalidInput);
});

test('what an older release stored is lifted first, and what is no longer valid dropped', () => {
  const changed = changeSettings(settings, { color: 'blue', count: 2, gone: true }, 1, { note: 'x' });
  assert.deepEqual(changed.settings, { colour: 'blue', count: 4, note: 'x' });
  const strict = changeSettings(settings, { count: 99 }, 3, { note: 'x' });
  assert.deepEqual(strict.settings, { note: 'x' });
});

test('reading lifts, fills defaults and survives what became invalid', () => {
  assert.deepEqual(readSettings(settings, { color: 'blue', count: 3 }, 1), { colour: 'blue', count: 6, note: null });
  assert.deepEqual(readSettings(settings, { colour: 'blue', count: 99 }, 3), { colour: 'blue', count: 1, note: null });
  assert.deepEqual(readSettings(settings, {}, 1), { colour: 'red', count: 1, note: null });
});

test('a mark is found through what wraps it, and a secret that could not be sealed is named', () => {
  assert.ok(isMarked(settings.schema.shape.key, 'secret'));
  const nested = z.object({ provider: z.object({ key: secretSetting(z.string()) }).optional(), list: z.array(secretSetting(z.string())) });
  assert.deepEqual(nestedSecrets(nested), ['provider.key', 'list']);
});
