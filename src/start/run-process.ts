import { parseArgs } from 'node:util';
import { ConfigError } from '../platform/config/config-error.js';
import { explainFailure } from './explain-failure.js';
import { serve } from './serve.js';
import { Shutdown } from './shutdown.js';

const print = (text: string): void => void process.stdout.write(text);

const roleOf = (given: readonly string[]): string | undefined => {
  try {
    return parseArgs({ args: [...given], options: { role: { type: 'string' } } }).values.role;
  } catch (error) {
    throw new ConfigError([`command line: ${(error as Error).message}`]);
  }
};

/** The life of a server process, from its command line to its exit code: 0 after a signal, 78 for a wrong configuration, else 1. */
export const runProcess = async (defaultRole?: string): Promise<void> => {
  const shutdown = new Shutdown();
  shutdown.onSignals();
  try {
    const role = roleOf(process.argv.slice(2)) ?? defaultRole;
    await serve({ environment: process.env, role, shutdown, print });
  } catch (error) {
    if (shutdown.signal.aborted) return;
    const { text, exitCode } = explainFailure(error);
    process.stderr.write(`${text}\n`);
    await shutdown.run().catch(() => undefined);
    process.exit(exitCode);
  }
};
