import type { z } from 'zod';
import { settingMarks, type SettingVisibility } from '../../../sdk/settings.js';

interface Inner {
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

const definition = (schema: z.ZodType): Inner => schema.def as unknown as Inner;

/** Whether a field is marked; a mark put on before `.optional()`, `.default()` or a transformation counts as well. */
export const isMarked = (schema: z.ZodType | z.core.$ZodType | undefined, visibility: SettingVisibility): boolean => {
  if (!schema) return false;
  const field = schema as z.ZodType;
  if (settingMarks.get(field)?.visibility === visibility) return true;
  const { innerType, in: input } = definition(field);
  return isMarked(innerType, visibility) || isMarked(input, visibility);
};

/** The schema of one field; undefined when there is none of that name. */
export const fieldOf = (schema: z.ZodObject, field: string): z.ZodType | undefined =>
  Object.hasOwn(schema.shape, field) ? (schema.shape[field] as z.ZodType) : undefined;

/** Names of the fields that carry a mark. */
export const markedFields = (schema: z.ZodObject, visibility: SettingVisibility): readonly string[] =>
  Object.entries<z.ZodType>(schema.shape).flatMap(([field, inner]) => (isMarked(inner, visibility) ? [field] : []));

/** Paths of secrets inside objects, lists and unions, where they could not be sealed. */
export const nestedSecrets = (schema: z.ZodObject): readonly string[] =>
  Object.entries<z.ZodType>(schema.shape).flatMap(([field, inner]) => (isMarked(inner, 'secret') ? [] : secretsWithin(inner, field)));

const secretsWithin = (schema: z.ZodType, path: string): string[] => {
  const { innerType, in: input, element, valueType, options, shape } = definition(schema);
  const children: [z.ZodType, string][] = Object.entries(shape ?? {}).map(([field, inner]) => [inner, `${path}.${field}`]);
  for (const inner of [innerType, input, element, valueType, ...(options ?? [])]) if (inner) children.push([inner, path]);
  return children.flatMap(([inner, at]) => (isMarked(inner, 'secret') ? [at] : secretsWithin(inner, at)));
};
