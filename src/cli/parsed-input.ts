import type { z } from 'zod';
import { InvalidInput } from '../sdk/errors.js';

/** What was typed, checked with the schema of the same request over HTTP. */
export const parsedInput = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) (errors[path.join('.')] ??= []).push(message);
  throw new InvalidInput(errors, 'This does not fit');
};
