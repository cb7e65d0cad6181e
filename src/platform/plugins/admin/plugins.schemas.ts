import { z } from 'zod';
import { ROLES } from '../../../sdk/roles.js';

export const pluginIdParam = z
  .string()
  .max(63)
  .regex(/^[a-z][a-z0-9-]*$/);

const reference = z.object({ id: z.string(), range: z.string() });

const pluginFields = {
  id: z.string(),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  requires: z.array(reference),
  enhances: z.array(reference),
  permissions: z.array(z.object({ name: z.string(), roles: z.array(z.enum(ROLES)), why: z.string() })),
  settings_schema: z.record(z.string(), z.unknown()).describe('JSON Schema; `x-visibility` marks public and secret fields'),
  sensitivity: z.enum(['normal', 'ai', 'biometric']),
};

export const pluginSchema = z
  .object({
    ...pluginFields,
    installation: z
      .object({ state: z.enum(['running', 'quarantined']), reason: z.string().nullable() })
      .optional()
      .describe('For operators'),
  })
  .meta({ id: 'Plugin' });

const blocked = z.object({
  reason: z.enum(['quarantined', 'not_entitled', 'region', 'consent', 'switched_off', 'requires']),
  plugin: z.string().optional(),
});

export const tenantPluginSchema = z
  .object({
    ...pluginFields,
    enabled: z.boolean(),
    state: z.enum(['active', 'off', 'blocked', 'failed']),
    settings: z.record(z.string(), z.unknown()).describe('With defaults; secrets as `{"set": true}`'),
    revision: z.int(),
    entitled: z.boolean(),
    blocked_by: z.array(blocked).describe('Why it is not active, though installed'),
  })
  .meta({ id: 'TenantPlugin' });

export const changePluginSchema = z
  .strictObject({
    enabled: z.boolean().optional(),
    settings: z.record(z.string(), z.unknown()).optional().describe('Merged into the settings; null takes a field back to its default'),
    with_dependencies: z.boolean().optional().describe('Also switch what must change with it'),
  })
  .meta({ id: 'ChangePlugin' });

/** The checks of a plugin, each with how it ended. */
export const healthChecks = z.array(
  z.object({
    name: z.string(),
    impact: z.enum(['degrading', 'required']),
    status: z.enum(['ok', 'failed', 'timeout']),
    duration_ms: z.int(),
  }),
);

export const pluginHealthSchema = z
  .object({
    plugin: z.string(),
    status: z.enum(['ok', 'degraded', 'failed', 'off']),
    checks: healthChecks,
  })
  .meta({ id: 'PluginHealth' });

export const capabilitiesSchema = z
  .object({
    plugins: z.array(
      z.object({ id: z.string(), version: z.string(), settings: z.record(z.string(), z.unknown()).describe('Public settings only') }),
    ),
    permissions: z.array(z.string()),
    revision: z.int(),
  })
  .meta({ id: 'Capabilities' });

export type ChangePlugin = z.infer<typeof changePluginSchema>;
export type TenantPluginView = z.input<typeof tenantPluginSchema>;
export type PluginView = z.input<typeof pluginSchema>;
export type PluginHealthView = z.input<typeof pluginHealthSchema>;
export type CapabilitiesView = z.input<typeof capabilitiesSchema>;
