import { z } from 'zod';
import { healthChecks } from '../plugins/admin/plugins.schemas.js';

const STATUSES = ['ok', 'degraded', 'error'] as const;

/** When the status is `error`, the answer is a 503 and carries the error body as well. */
export const healthSchema = z
  .object({
    status: z.enum(STATUSES),
    version: z.string().optional(),
    checks: z.record(
      z.string(),
      z.object({
        status: z.enum(['up', 'degraded', 'down']),
        message: z.string().optional(),
        lag: z.int().optional().describe('Of `kafka`: messages the workers have not yet worked off'),
      }),
    ),
    detail: z.string().optional(),
    error_code: z.string().optional(),
    timestamp: z.iso.datetime().optional(),
    request_id: z.string().optional(),
    error: z.string().optional(),
    retry_after: z.int().optional(),
    dependency: z.string().optional(),
  })
  .meta({ id: 'Health' });

export type Health = z.output<typeof healthSchema>;

export const liveSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Live' });

export const installedPluginHealthSchema = z
  .object({
    plugin: z.string(),
    status: z.enum(['ok', 'degraded', 'failed']),
    reason: z.string().optional(),
    checks: healthChecks,
  })
  .meta({ id: 'InstalledPluginHealth' });

export type InstalledPluginHealth = z.output<typeof installedPluginHealthSchema>;
