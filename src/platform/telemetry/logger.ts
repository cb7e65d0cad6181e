import { pino } from 'pino';
import { parseLogLevel } from '../config/log-level.js';
import { currentContext } from '../context/request-context.js';

/** Every line carries request, tenant and plugin. Never bodies, tokens or prompts. */
export const logger = pino({
  level: parseLogLevel(process.env.LOG_LEVEL ?? '') ?? 'info',
  base: undefined,
  redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'], remove: true },
  mixin() {
    const context = currentContext();
    if (!context) return {};
    return { request_id: context.requestId, tenant_id: context.tenantId, plugin: context.plugin };
  },
});
