import { parseArgs } from 'node:util';
import { ConfigError } from '../platform/config/config-error.js';
import { explainFailure } from './explain-failure.js';
import { serve } from './serve.js';
import { Shutdown } from './shutdown.js';

const print = (text: string): void => void process.stdout.write(text);

const usage = (defaultRole: string): string => `Usage: node ${process.argv[1] ?? 'dist/src/main.js'} [--role all|api|worker]

  --role api       answers requests and holds sockets
  --role worker    events, jobs and schedules; no requests
  --role all       both
  --help           says this

Without --role it is ${defaultRole}. Everything else comes from the environment: docs/guides/operating.md lists the variables.
Several api processes need a PostgreSQL of yours (DATABASE_URL, DATABASE_APP_URL): docs/guides/operating-events.md.
`;

interface CommandLine {
  readonly role?: string | undefined;
  readonly help?: boolean | undefined;
}

const readCommandLine = (given: readonly string[]): CommandLine => {
  try {
    return parseArgs({ args: [...given], options: { role: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new ConfigError([`command line: ${(error as Error).message} (--help lists the options)`]);
  }
};

/** The life of a server process, from its command line to its exit code: 0 after a signal, 78 for a wrong configuration, else 1. */
export const runProcess = async (defaultRole?: string): Promise<void> => {
  const shutdown = new Shutdown();
  shutdown.onSignals();
  try {
    const { role = defaultRole, help } = readCommandLine(process.argv.slice(2));
    if (help) return print(usage(defaultRole ?? 'all'));
    await serve({ environment: process.env, role, shutdown, print });
  } catch (error) {
    if (shutdown.signal.aborted) return;
    const { text, exitCode } = explainFailure(error);
    process.stderr.write(`${text}\n`);
    await shutdown.run().catch(() => undefined);
    process.exit(exitCode);
  }
};
