import { z } from 'zod';
import { plainSchemas } from '../openapi/plain-schemas.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

const NAMED = '#/definitions/';

const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/**
 * A schema without references: `#/definitions/…` is meant from its own root, and would be looked for at the root of the document
 * that it becomes part of. A shape within itself is anything.
 */
const inlined = (value: unknown, definitions: JsonSchema, around: readonly string[] = []): unknown => {
  if (Array.isArray(value)) return value.map((each) => inlined(each, definitions, around));
  if (!isObject(value)) return value;
  const { $ref: reference } = value;
  if (typeof reference !== 'string')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inlined(inner, definitions, around)]));
  const name = reference.slice(NAMED.length);
  return around.includes(name) || !Object.hasOwn(definitions, name) ? {} : inlined(definitions[name], definitions, [...around, name]);
};

/** The JSON Schema (draft 7, which AsyncAPI takes) of what is sent; `input` of what is taken in. What zod cannot tell is anything. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema => {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io, unrepresentable: 'any' }) as JsonSchema;
  const { $schema: _, definitions, ...rest } = json;
  return plainSchemas(inlined(rest, isObject(definitions) ? definitions : {})) as JsonSchema;
};
