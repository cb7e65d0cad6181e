import { z } from 'zod';

export type SettingVisibility = 'public' | 'secret';

/** Marks on settings fields. Fields without a mark are for staff only. */
export const settingMarks = z.registry<{ visibility: SettingVisibility }>();

/** The field appears in `/me/capabilities`, to everybody who is signed in. Wrap the finished schema, defaults included. */
export const publicSetting = <S extends z.ZodType>(schema: S): S => {
  settingMarks.add(schema, { visibility: 'public' });
  return schema;
};

/** The field is write-only: encrypted at rest, read back as `{"set": true}`, never in audit or events. */
export const secretSetting = <S extends z.ZodType>(schema: S): S => {
  settingMarks.add(schema, { visibility: 'secret' });
  return schema;
};

/** A settings schema with its version and the steps that lift older values, one version each. */
export interface VersionedSettings<S extends z.ZodObject = z.ZodObject> {
  readonly version: number;
  readonly schema: S;
  /** `upcast[n]` turns the value of version n into that of version n + 1. */
  readonly upcast: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>>;
}

/** Declares tenant settings. The schema must accept `{}`: every field has a default or is optional. */
export const versioned = <S extends z.ZodObject>(
  version: number,
  schema: S,
  upcast: VersionedSettings['upcast'] = {},
): VersionedSettings<S> => Object.freeze({ version, schema, upcast: Object.freeze(upcast) });

/** The settings of the current tenant. */
export abstract class TenantSettings {
  /** Parsed, upcast, with defaults; secret fields in clear. Throws when the plugin does not declare this schema. */
  abstract of<S extends z.ZodObject>(settings: VersionedSettings<S>): Promise<z.output<S>>;
}

/** The installation's settings of a plugin, from environment variables `LECTERN_<PLUGIN_ID>_<FIELD>`. */
export abstract class InstanceSettings {
  /** Parsed once at boot. Throws when no plugin declares this schema. */
  abstract of<S extends z.ZodObject>(schema: S): z.output<S>;
}
