import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Driver, DriverUnusable } from '../driver.js';
import { chooseDriver, type DriverName } from './choose-driver.js';
import type { RunnerSettings } from './settings.js';

const driverCalled = (name: DriverName): Driver => ({
  name,
  weak: name !== 'bubblewrap',
  in_force: {},
  languages: [],
  prepare: () => Promise.reject(new Error('not here')),
  close: () => Promise.resolve(),
});

/** What is chosen where only these can be used. */
const chosen = async (usable: readonly DriverName[], driver: RunnerSettings['driver'], weak_allowed: boolean): Promise<string> => {
  const make = (name: DriverName) => async () => {
    if (!usable.includes(name)) throw new DriverUnusable('not usable');
    return driverCalled(name);
  };
  const factories = { bubblewrap: make('bubblewrap'), wasm: make('wasm'), process: make('process') };
  const settings = { driver, weak_allowed, production: false, concurrency: 1, listen: 'private', token: 'x'.repeat(16) };
  const engine = await chooseDriver(settings, factories);
  return 'driver' in engine ? engine.driver.name : engine.problem;
};
const ALL: readonly DriverName[] = ['bubblewrap', 'wasm', 'process'];

describe('chooseDriver', () => {
  it('takes bubblewrap where it can be used', async () => {
    for (const weak of [true, false]) assert.equal(await chosen(ALL, 'auto', weak), 'bubblewrap');
  });

  it('falls back to WebAssembly alone, and only where a weak driver is allowed', async () => {
    assert.equal(await chosen(['wasm', 'process'], 'auto', true), 'wasm');
    assert.equal(await chosen(['process'], 'auto', true), 'bubblewrap: not usable; wasm: not usable');
    assert.equal(await chosen(['wasm', 'process'], 'auto', false), 'bubblewrap: not usable');
  });

  it('takes nothing else than what was asked for', async () => {
    for (const name of ALL) assert.equal(await chosen(ALL, name, true), name);
    for (const name of ALL) assert.match(await chosen([], name, true), /not usable/);
    for (const name of ['wasm', 'process'] as const) assert.match(await chosen(ALL, name, false), /not allowed/);
    assert.match(await chosen(ALL, 'off', true), /switched off/);
  });

  it('does not take a fault of ours for an unusable machine', async () => {
    const broken = () => Promise.reject(new TypeError('ours'));
    const factories = { bubblewrap: broken, wasm: broken, process: broken };
    const settings = {
      driver: 'auto',
      weak_allowed: true,
      production: false,
      concurrency: 1,
      listen: 'private',
      token: 'x'.repeat(16),
    } as const;
    await assert.rejects(chooseDriver(settings, factories), TypeError);
  });
});
