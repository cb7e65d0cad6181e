import { z } from 'zod';
import { fieldErrors } from '../../../platform/http/field-errors.js';
import { findUnstorable, parseJson, refuse } from '../../../platform/http/read-json-body.js';
import { InvalidInput } from '../../../sdk/errors.js';
import { type SayInput, saySchema } from '../chat.schemas.js';

export const messageFrame = saySchema.extend({ type: z.literal('message') });

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a client says with a text frame: `{"type":"message","content","metadata"?}`, or anything that is no JSON object, which is
 * the content itself. Throws `InvalidInput` for other objects, and for text that cannot be stored.
 */
export const readClientFrame = (text: string): SayInput => {
  const problem = findUnstorable(text);
  if (problem) throw refuse(problem);
  const json = text.trimStart().startsWith('{') ? parseJson(Buffer.from(text)) : undefined;
  // An object that may not be sent is refused; what only begins like one is what somebody typed.
  if (json?.problem !== undefined && json.problem !== 'Not valid JSON') throw refuse(json.problem);
  const isFrame = json !== undefined && json.problem === undefined && isObject(json.value);
  const result = isFrame ? messageFrame.safeParse(json.value) : saySchema.safeParse({ content: text });
  if (!result.success) throw new InvalidInput(fieldErrors(result.error.issues));
  const { content, metadata } = result.data;
  return { content, ...(metadata && { metadata }) };
};
