import { type LoggerOptions, pino } from 'pino';
import { parseLogLevel } from '../config/log-level.js';
import { currentContext } from '../context/request-context.js';
import { loggableError } from './loggable-error.js';

const FLUSH_MS = 200;

/**
 * Lines are written together, a few times a second and at exit: one write each would cost a request more than all of its
 * checks. A fatal line is written at once.
 */
const destination = pino.destination({ fd: 1, sync: false, minLength: 4096 });
setInterval(() => destination.flush(), FLUSH_MS).unref();

/** Every line carries request, tenant and plugin. Never bodies, tokens or prompts, nor what a driver's error holds of them. */
export const loggerOptions: LoggerOptions = {
  level: parseLogLevel(process.env.LOG_LEVEL ?? '') ?? 'info',
  base: undefined,
  serializers: { err: (error: unknown) => loggableError(error) },
  redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'], remove: true },
  mixin() {
    const context = currentContext();
    if (!context) return {};
    return { request_id: context.requestId, tenant_id: context.tenantId, plugin: context.plugin };
  },
};

export const logger = pino(loggerOptions, destination);
