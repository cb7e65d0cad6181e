import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { InvalidInput } from '../../sdk/errors.js';

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

/** Validates every body, query and parameter against the schema of its decorator. One without a schema is a defect. */
@Injectable()
export class ContractPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type, data } = metadata;
    if (!schema) {
      if (type === 'custom') return value;
      throw new Error(`No schema on @${type}(${data ?? ''})`);
    }
    const validated = schema['~standard'].validate(value);
    const result = validated instanceof Promise ? await validated : validated;
    if (result.issues) throw new InvalidInput(fieldErrors(result.issues, data === undefined ? [] : [data]));
    return result.value;
  }
}
