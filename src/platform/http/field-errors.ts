import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  readonly path?: readonly unknown[];
  readonly code?: string;
  readonly keys?: readonly string[];
};

const segment = (part: unknown): string => (typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part));

/** Enough to mend a request by; a hostile one could name a hundred thousand. */
const MOST_FIELDS = 100;

/** Problems by field path: `owner.email`; `_` is the whole. Each unknown key is a problem of its own. */
export const fieldErrors = (issues: readonly Issue[], prefix: readonly string[] = []): Record<string, string[]> => {
  const errors = new Map<string, string[]>();
  for (const issue of issues) {
    const path = [...prefix, ...(issue.path ?? []).map(segment)];
    const unknown = issue.code === 'unrecognized_keys';
    const fields = unknown ? (issue.keys ?? []).slice(0, MOST_FIELDS).map((key) => [...path, key]) : [path];
    for (const field of fields) {
      if (errors.size >= MOST_FIELDS) return Object.fromEntries(errors);
      const name = field.join('.') || '_';
      errors.set(name, [...(errors.get(name) ?? []), unknown ? 'Unknown field' : issue.message]);
    }
  }
  return Object.fromEntries(errors);
};
