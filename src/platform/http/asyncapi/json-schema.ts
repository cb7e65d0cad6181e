import { z } from 'zod';
import { plainSchemas } from '../openapi/plain-schemas.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 7, which AsyncAPI takes) of what is sent; `input` of what is taken in. What zod cannot tell is anything. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io, unrepresentable: 'any' });
  return plainSchemas(rest) as JsonSchema;
};
