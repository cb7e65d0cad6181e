import { rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { chooseDriver } from './choose-driver.js';
import { driverFactories } from './driver-factories.js';
import { listen } from './listen.js';
import { log } from './log.js';
import { type Engine, RunnerServer } from './runner-server.js';
import { become, type RunnerUser, runnerUser } from './runner-user.js';
import type { RunnerSettings } from './settings.js';
import { handOver, makeWorkFolder, removeLeftOvers } from './work-folder.js';

export interface RunningRunner {
  /** Finishes what runs, for as long as that may take, and ends every sandbox. */
  close(withinMs: number): Promise<void>;
}

/** Whoever waits for a page goes before whoever's program runs. Sandboxes add as much again: 10 in all, since 19 would be next to nothing on a busy machine. */
const NICENESS = 5;
const LOOK_AGAIN_MS = 30_000;

/**
 * Listens, becomes somebody who may nothing, then looks for a driver: what is probed is probed as the user it will be used by.
 * Nothing may be imported afterwards, since that user may not be able to read our files.
 */
export const startRunner = async (settings: RunnerSettings): Promise<RunningRunner> => {
  const user = runnerUser(settings.user);
  const workFolder = makeWorkFolder();
  try {
    return await startIn(settings, user, workFolder);
  } catch (error) {
    rmSync(workFolder, { recursive: true, force: true });
    throw error;
  }
};

const startIn = async (settings: RunnerSettings, user: RunnerUser | undefined, workFolder: string): Promise<RunningRunner> => {
  const server = new RunnerServer(settings);
  const factories = driverFactories(settings, user, workFolder);
  const address = await listen(server.http, settings.listen, workFolder, user);
  process.umask(0o077);
  process.chdir('/');
  setPriority(NICENESS);
  if (user) {
    handOver(workFolder, user);
    become(user);
  }
  // at once, and again when the one before us, whose place we may have taken, has been gone for a while
  await removeLeftOvers(workFolder);
  setTimeout(() => void removeLeftOvers(workFolder), LOOK_AGAIN_MS).unref();
  const engine = await chooseDriver(settings, factories);
  server.use(engine);
  const { driver, weak, problem, languages, in_force } = server.status();
  log(driver === null ? 'warn' : 'info', driver === null ? 'no learner code is run' : 'learner code is run', {
    ...{ address, user: user?.uid, driver, weak, problem, in_force },
    languages: languages.map(({ id, version }) => `${id} ${version}`),
  });
  return { close: (withinMs) => close(server, engine, workFolder, withinMs) };
};

const close = async (server: RunnerServer, engine: Engine, workFolder: string, withinMs: number): Promise<void> => {
  await server.drain(withinMs);
  if ('driver' in engine) await engine.driver.close();
  // the socket goes last: until then nobody takes the folder for a left-over
  rmSync(workFolder, { recursive: true, force: true });
  server.close();
};
