import { DriverUnusable } from '../driver.js';
import { createProcessDriver } from '../process/process-driver.js';
import { chooseDriver, type DriverFactories } from './choose-driver.js';
import { listen, type Listening } from './listen.js';
import { log } from './log.js';
import { type Engine, RunnerServer } from './runner-server.js';
import { become, runnerUser } from './runner-user.js';
import type { RunnerSettings } from './settings.js';

export interface RunningRunner {
  /** Finishes what runs, for as long as that may take, and ends every sandbox. */
  close(withinMs: number): Promise<void>;
}

const factoriesOf = (): DriverFactories => ({
  bubblewrap: () => Promise.reject(new DriverUnusable('is not part of this build')),
  wasm: () => Promise.reject(new DriverUnusable('is not part of this build')),
  process: () => createProcessDriver(process.execPath),
});

/**
 * Listens, becomes somebody who may nothing, then looks for a driver: what is probed is probed as the user it will be used by.
 * Nothing may be imported afterwards, since that user may not be able to read our files.
 */
export const startRunner = async (settings: RunnerSettings): Promise<RunningRunner> => {
  const server = new RunnerServer(settings);
  const user = runnerUser(settings.user);
  const factories = factoriesOf();
  const listening = await listen(server.http, settings.listen, user);
  process.chdir('/');
  if (user) become(user);
  const engine = await chooseDriver(settings, factories);
  server.use(engine);
  const { driver, weak, problem, languages, in_force: inForce } = server.status();
  log(driver === null ? 'warn' : 'info', 'the runner listens', {
    ...{ address: listening.address, driver, weak, problem, in_force: inForce },
    languages: languages.map(({ id, version }) => `${id} ${version}`),
  });
  return { close: (withinMs) => close(server, engine, listening, withinMs) };
};

const close = async (server: RunnerServer, engine: Engine, listening: Listening, withinMs: number): Promise<void> => {
  await server.drain(withinMs);
  if ('driver' in engine) await engine.driver.close();
  listening.remove();
};
