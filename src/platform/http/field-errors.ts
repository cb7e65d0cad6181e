import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  readonly path?: readonly unknown[];
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
};

const segment = (part: unknown): string => (typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part));

/** Of a value that may be one of several things, what is wrong with the thing it is nearest to; the issue itself when there is no such thing. */
const nearest = (issue: Issue): readonly Issue[] => {
  const branches = [...(issue.code === 'invalid_union' ? (issue.errors ?? []) : [])].sort((a, b) => a.length - b.length);
  const [best, second] = branches;
  if (!best || best.length === second?.length) return [issue];
  return best.map((inner) => ({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] }));
};

/** Enough to mend a request by; a hostile one could name a hundred thousand. */
const MOST_FIELDS = 100;

/** Problems by field path: `owner.email`; `_` is the whole. Each unknown key is a problem of its own. */
export const fieldErrors = (issues: readonly Issue[], prefix: readonly string[] = []): Record<string, string[]> => {
  const errors = new Map<string, string[]>();
  for (const issue of issues.flatMap(nearest)) {
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
