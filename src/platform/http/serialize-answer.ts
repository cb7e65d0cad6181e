import type { RouteAnswer } from '../../sdk/http.js';
import { Page } from '../../sdk/page.js';

/** The answer as it goes out: only what the route's schema names. A mismatch is a defect, told by path, never by value. */
export const serializeAnswer = (declared: RouteAnswer, answer: unknown): unknown => {
  const { schema, list } = declared;
  if (!schema) return undefined;
  const shape = (value: unknown): unknown => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const paths = parsed.error.issues.map((issue) => `${issue.path.join('.') || '_'}: ${issue.message}`);
    throw new Error(`The answer does not fit its schema: ${paths.join('; ')}`);
  };
  if (!list) return shape(answer);
  const items: unknown = answer instanceof Page ? answer.items : answer;
  if (!Array.isArray(items)) throw new Error('The answer of a list route is no array');
  return items.map(shape);
};
