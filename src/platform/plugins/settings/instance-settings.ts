import type { z } from 'zod';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { InstanceSettings } from '../../../sdk/settings.js';

/** `gamification`, `maxPoints` → `LECTERN_GAMIFICATION_MAX_POINTS`. */
const variableOf = (pluginId: string, field: string): string =>
  `LECTERN_${pluginId}_${field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.replaceAll('-', '_').toUpperCase();

type Variables = Readonly<Record<string, string | undefined>>;

/** Instance settings of every plugin, read from the environment once. */
export class EnvironmentSettings extends InstanceSettings {
  private readonly values = new Map<z.ZodObject, unknown>();
  /** Problems by variable name, never by value. */
  readonly violations: string[] = [];

  constructor(manifests: readonly PluginManifest[], variables: Variables) {
    super();
    for (const manifest of manifests) this.read(manifest, variables);
  }

  of<S extends z.ZodObject>(schema: S): z.output<S> {
    if (!this.values.has(schema)) throw new Error('No plugin declares these instance settings');
    return this.values.get(schema) as z.output<S>;
  }

  private read({ id, settings: { instance } }: PluginManifest, variables: Variables): void {
    if (!instance) return;
    const given = Object.keys(instance.shape).flatMap((field) => {
      const value = variables[variableOf(id, field)];
      return value === undefined ? [] : [[field, value] as const];
    });
    const parsed = instance.safeParse(Object.fromEntries(given));
    if (parsed.success) this.values.set(instance, Object.freeze(parsed.data));
    else this.violations.push(...parsed.error.issues.map((issue) => `${id}: ${variableOf(id, String(issue.path[0]))}: ${issue.message}`));
  }
}
