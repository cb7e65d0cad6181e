import { type Driver, DriverUnusable } from '../driver.js';
import type { Engine } from './runner-server.js';
import type { RunnerSettings } from './settings.js';

export type DriverName = Driver['name'];
/** How each driver is made; throws `DriverUnusable` with the reason when it cannot be used here. */
export type DriverFactories = Readonly<Record<DriverName, () => Promise<Driver>>>;

/**
 * The driver that was asked for, or with `auto` the best that may be used. There is no fallback to a weaker one but the
 * one that `auto` names, and none where a weak one is not allowed.
 */
export const chooseDriver = async (settings: RunnerSettings, factories: DriverFactories): Promise<Engine> => {
  const { driver: wish } = settings;
  if (wish === 'off') return { problem: 'running code is switched off' };
  const candidates: readonly DriverName[] = wish !== 'auto' ? [wish] : settings.weak_allowed ? ['bubblewrap', 'wasm'] : ['bubblewrap'];
  const problems: string[] = [];
  for (const name of candidates) {
    if (name !== 'bubblewrap' && !settings.weak_allowed)
      return { problem: `${name} is no boundary against hostile code and is not allowed here` };
    try {
      return { driver: await factories[name]() };
    } catch (error) {
      if (!(error instanceof DriverUnusable)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  return { problem: problems.join('; ') };
};
