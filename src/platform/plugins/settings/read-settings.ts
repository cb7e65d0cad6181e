import type { z } from 'zod';
import type { VersionedSettings } from '../../../sdk/settings.js';
import { logger } from '../../telemetry/logger.js';

type Values = Readonly<Record<string, unknown>>;

/** Lifts stored values, one version at a time, to the version of the schema. Nothing stored stays nothing: defaults are the newest. */
export const upcastSettings = (settings: VersionedSettings, stored: Values, version: number): Record<string, unknown> => {
  let values: Record<string, unknown> = { ...stored };
  if (Object.keys(values).length === 0) return values;
  for (let from = version; from < settings.version; from += 1) {
    const step = settings.upcast[from];
    if (step) values = step(values);
  }
  return values;
};

/**
 * Settings as the plugin sees them: upcast, with defaults. A stored field the schema no longer accepts falls back to its
 * default, so that a stricter release never takes a plugin away from a tenant.
 */
export const readSettings = <S extends z.ZodObject>(settings: VersionedSettings<S>, stored: Values, version: number): z.output<S> => {
  const values = upcastSettings(settings, stored, version);
  const parsed = settings.schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const refused = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  logger.warn({ fields: [...refused] }, 'stored plugin settings are no longer valid: their defaults are used');
  const kept = Object.fromEntries(Object.entries(values).filter(([field]) => !refused.has(field)));
  return settings.schema.parse(settings.schema.safeParse(kept).success ? kept : {});
};
