import type { VersionedSettings } from '../../../sdk/settings.js';
import { InvalidInput } from '../../../sdk/errors.js';
import { fieldErrors } from '../../http/field-errors.js';
import { upcastSettings } from './read-settings.js';
import { fieldOf, markedFields } from './setting-marks.js';

type Values = Readonly<Record<string, unknown>>;

export interface ChangedSettings {
  /** To store as they are: what the caller set, without defaults, so that a better default reaches everybody. */
  readonly settings: Record<string, unknown>;
  /** In clear, to be sealed. */
  readonly secrets: Record<string, unknown>;
  /** Names of what changed, for the audit; never values. */
  readonly fields: readonly string[];
}

const keepsSecret = (value: unknown): boolean => typeof value === 'object' && value !== null && 'set' in value;

/**
 * Merges a change into stored settings and validates the whole strictly. `null` takes a field back to its default; a
 * secret sent as it was read (`{"set": true}`) stays. Throws `InvalidInput` with paths below `settings`.
 */
export const changeSettings = (
  declared: VersionedSettings | undefined,
  stored: Values,
  version: number,
  change: Values,
): ChangedSettings => {
  if (!declared) throw new InvalidInput({ settings: ['This plugin has no settings'] });
  const { schema } = declared;
  const secretFields = new Set(markedFields(schema, 'secret'));
  const merged = stillValid(declared, upcastSettings(declared, stored, version));
  const fields: string[] = [];
  for (const [field, value] of Object.entries(change)) {
    if (secretFields.has(field) && keepsSecret(value)) continue;
    fields.push(field);
    if (value === null && fieldOf(schema, field)?.safeParse(null).success !== true) delete merged[field];
    else merged[field] = value;
  }
  const parsed = schema.strict().safeParse(merged);
  if (!parsed.success) throw new InvalidInput(fieldErrors(parsed.error.issues, ['settings']));
  const split = (secret: boolean) => Object.fromEntries(Object.entries(merged).filter(([field]) => secretFields.has(field) === secret));
  return { settings: split(false), secrets: split(true), fields };
};

/** What an older release stored and this one no longer knows or accepts is not the caller's mistake. */
const stillValid = ({ schema }: VersionedSettings, values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([field, value]) => fieldOf(schema, field)?.safeParse(value).success === true));
