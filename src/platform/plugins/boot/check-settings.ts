import type { z } from 'zod';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { markedFields, nestedSecrets } from '../settings/setting-marks.js';

/** A tenant that has never set anything has `{}`: that must do. Secrets are top-level fields, so that each is sealed by itself. */
export const checkSettings = ({ settings: { tenant, instance } }: PluginManifest): string[] => {
  const violations: string[] = [];
  if (instance) violations.push(...markedFields(instance, 'public').map((field) => `instance setting ${field} cannot be public`));
  if (!tenant) return violations;
  if (!Number.isInteger(tenant.version) || tenant.version < 1) violations.push('the version of its settings is not a positive integer');
  for (let from = 1; from < tenant.version; from += 1) {
    if (!tenant.upcast[from]) violations.push(`settings of version ${from} have no step to version ${from + 1}`);
  }
  violations.push(...acceptsNothing(tenant.schema));
  for (const path of nestedSecrets(tenant.schema)) violations.push(`secret setting ${path} is not a top-level field`);
  return violations;
};

const acceptsNothing = (schema: z.ZodObject): string[] => {
  try {
    const parsed = schema.safeParse({});
    return parsed.success
      ? []
      : parsed.error.issues.map((issue) => `settings do not accept {}: ${issue.path.join('.') || 'the schema'} has no default`);
  } catch (error) {
    return [`settings do not accept {}: ${(error as Error).message}`];
  }
};
