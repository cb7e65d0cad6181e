import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { log } from './runner/server/log.js';
import { type RunnerSettings, SettingsError, settingsFromEnvironment, settingsFromLine } from './runner/server/settings.js';
import { startRunner } from './runner/server/start-runner.js';

const EXIT_CONFIG = 78;
const DRAIN_MS = 20_000;

/** Started by a server (`--by-server`): its settings are the first line of standard input, which stays open as long as the server lives. */
const byServer = process.argv.includes('--by-server');

const firstLine = async (): Promise<string> => {
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new SettingsError('The runner was given no settings');
};

const readSettings = async (): Promise<RunnerSettings> => {
  const fromEnvironment = () => settingsFromEnvironment(process.env, availableParallelism());
  return byServer ? settingsFromLine(await firstLine()) : fromEnvironment();
};

let running: ReturnType<typeof startRunner> | undefined;
let ending = false;
const end = (withinMs: number): void => {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), withinMs + 3000).unref();
  const closed = running?.then((runner) => runner.close(withinMs));
  void Promise.resolve(closed).then(
    () => process.exit(0),
    () => process.exit(1),
  );
};

process.on('SIGTERM', () => end(DRAIN_MS));
process.on('SIGINT', () => end(DRAIN_MS));
// nobody reads the log of a runner whose server is gone
process.stdout.on('error', () => end(0));

try {
  const settings = await readSettings();
  if (byServer)
    process.stdin
      .on('end', () => end(0))
      .on('close', () => end(0))
      .resume();
  running = startRunner(settings);
  await running;
} catch (error) {
  log('error', error instanceof SettingsError ? error.message : 'the runner cannot start', { error: (error as Error).message });
  process.exit(error instanceof SettingsError ? EXIT_CONFIG : 1);
}
