import type { z } from 'zod';
import { fieldErrors } from '../platform/http/field-errors.js';
import { InvalidInput } from '../sdk/errors.js';

/** What was typed, checked with the schema of the same request over HTTP. */
export const parsedInput = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(fieldErrors(parsed.error.issues), 'This does not fit');
};
