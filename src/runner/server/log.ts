export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line of JSON on standard output; a server that started the runner takes it into its own log. Never what learners wrote. */
export const log = (level: LogLevel, msg: string, facts: Readonly<Record<string, unknown>> = {}): void => {
  process.stdout.write(`${JSON.stringify({ level, msg, ...facts })}\n`);
};
