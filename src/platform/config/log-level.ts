import type { LogLevel } from './config.js';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  fatal: 'fatal',
  critical: 'fatal',
  error: 'error',
  warn: 'warn',
  warning: 'warn',
  info: 'info',
  debug: 'debug',
  trace: 'trace',
  silent: 'silent',
};

/** Levels in any letter case, Python's names (`WARNING`, `CRITICAL`) included; undefined when there is no such level. */
export const parseLogLevel = (name: string): LogLevel | undefined => LEVELS[name.trim().toLowerCase()];
