import { pino } from 'pino';
import { currentContext } from '../context/request-context.js';

/** Every line carries request, tenant and plugin. Never bodies, tokens or prompts. */
export const logger = pino({
  level: process.env.LOG_LEVEL?.toLowerCase() ?? 'info',
  base: undefined,
  redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'], remove: true },
  mixin() {
    const context = currentContext();
    if (!context) return {};
    return { request_id: context.requestId, tenant_id: context.tenantId, plugin: context.plugin };
  },
});
