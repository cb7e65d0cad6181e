import type { LoggerService } from '@nestjs/common';
import { logger } from './logger.js';

const line = (message: unknown, rest: readonly unknown[]): [object, string] => {
  const named = rest.filter((part) => typeof part === 'string');
  const context = named.at(-1);
  const stack = named.length > 1 ? named[0] : undefined;
  if (message instanceof Error) return [{ err: message, context }, message.message];
  return [{ context, ...(stack !== undefined && { stack }) }, typeof message === 'string' ? message : JSON.stringify(message)];
};

/** Nest's own messages in the log of everything else. Its start-up chatter is for debugging. */
export const nestLogger: LoggerService = {
  log: (message: unknown, ...rest: unknown[]) => logger.debug(...line(message, rest)),
  error: (message: unknown, ...rest: unknown[]) => logger.error(...line(message, rest)),
  warn: (message: unknown, ...rest: unknown[]) => logger.warn(...line(message, rest)),
  debug: (message: unknown, ...rest: unknown[]) => logger.trace(...line(message, rest)),
  verbose: (message: unknown, ...rest: unknown[]) => logger.trace(...line(message, rest)),
  fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(...line(message, rest)),
};
