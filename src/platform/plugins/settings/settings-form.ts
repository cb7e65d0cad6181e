import { z } from 'zod';
import type { VersionedSettings } from '../../../sdk/settings.js';
import { fieldOf, isMarked, markedFields } from './setting-marks.js';

type JsonSchema = Record<string, unknown>;

const forms = new WeakMap<VersionedSettings, JsonSchema>();

/** The settings as JSON Schema, from which a form can be drawn; fields carry `x-visibility`, secrets `writeOnly`. */
export const settingsForm = (settings: VersionedSettings | undefined): JsonSchema => {
  if (!settings) return { type: 'object', properties: {}, additionalProperties: false };
  let form = forms.get(settings);
  if (!form) forms.set(settings, (form = draw(settings)));
  return form;
};

const draw = ({ schema }: VersionedSettings): JsonSchema => {
  const form = z.toJSONSchema(schema.strict(), { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const properties = (form.properties ?? {}) as Record<string, JsonSchema>;
  for (const [field, property] of Object.entries(properties)) {
    if (isMarked(fieldOf(schema, field), 'secret')) Object.assign(property, { 'x-visibility': 'secret', writeOnly: true });
    else if (isMarked(fieldOf(schema, field), 'public')) property['x-visibility'] = 'public';
  }
  return form;
};

/** Settings as staff see them: secrets only as set or not. */
export const maskSecrets = (
  settings: VersionedSettings | undefined,
  values: Readonly<Record<string, unknown>>,
  set: ReadonlySet<string>,
) => {
  const masked: Record<string, unknown> = { ...values };
  for (const field of settings ? markedFields(settings.schema, 'secret') : []) masked[field] = { set: set.has(field) };
  return masked;
};

/** What everybody who is signed in may see. */
export const publicSettings = (settings: VersionedSettings | undefined, values: Readonly<Record<string, unknown>>) => {
  const open = settings
    ? markedFields(settings.schema, 'public').filter((field) => !isMarked(fieldOf(settings.schema, field), 'secret'))
    : [];
  return Object.fromEntries(open.map((field) => [field, values[field]]));
};
