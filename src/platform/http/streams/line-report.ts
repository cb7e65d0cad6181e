import type { z } from 'zod';
import { InvalidInput } from '../../../sdk/errors.js';
import type { Upload } from '../../../sdk/streams.js';
import { fieldErrors } from '../field-errors.js';

type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** More than anybody mends by hand; the rest shows when these are mended. */
const MOST_REPORTED_LINES = 100;
const MOST_FIELDS_A_LINE = 5;
const MOST_FIELD_CHARACTERS = 100;

/** A line that holds what it should, or what is wrong with it. */
export type CheckedLine<T> =
  { readonly number: number; readonly value: T; readonly errors?: undefined } | { readonly number: number; readonly errors: FieldErrors };

/** The lines of an upload, each against the schema. */
export async function* checkedLines<S extends z.ZodType>(upload: Upload, schema: S): AsyncGenerator<CheckedLine<z.output<S>>> {
  for await (const line of upload.lines()) {
    const { number } = line;
    if (line.problem !== undefined) {
      yield { number, errors: { _: [line.problem] } };
      continue;
    }
    const parsed = schema.safeParse(line.value);
    if (parsed.success) yield { number, value: parsed.data };
    else yield { number, errors: fieldErrors(parsed.error.issues) };
  }
}

/**
 * What the lines say that were found to be good. Those known to be bad are passed over unread: a transaction that waits for
 * the next good line must not wait for thousands of bad ones.
 */
export async function* goodLines<S extends z.ZodType>(upload: Upload, schema: S, report: LineReport): AsyncGenerator<z.output<S>> {
  for await (const line of upload.lines((number) => !report.isBad(number))) {
    const parsed = line.problem === undefined ? schema.safeParse(line.value) : undefined;
    if (parsed?.success) yield parsed.data;
  }
}

/** Which lines of a file are bad, and why. */
export class LineReport {
  private readonly bad = new Set<number>();
  private readonly reported: { line: number; errors: Record<string, string[]> }[] = [];

  add(line: number, errors: FieldErrors): void {
    this.bad.add(line);
    if (this.reported.length === MOST_REPORTED_LINES) return;
    const fields = Object.entries(errors).slice(0, MOST_FIELDS_A_LINE);
    this.reported.push({ line, errors: Object.fromEntries(fields.map(([field, problems]) => [shortened(field), [...problems]])) });
  }

  isBad(line: number): boolean {
    return this.bad.has(line);
  }

  /** Whether more bad lines would tell nobody anything. */
  get isFull(): boolean {
    return this.reported.length === MOST_REPORTED_LINES;
  }

  get failed(): number {
    return this.bad.size;
  }

  get errors(): { line: number; errors: Record<string, string[]> }[] {
    return this.reported;
  }

  /** The refusal of the whole file: the problems by line and field, `line 12.title`. */
  refusal(detail: string): InvalidInput {
    const named = this.reported.flatMap(({ line, errors }) =>
      Object.entries(errors).map(([field, problems]) => [field === '_' ? `line ${line}` : `line ${line}.${field}`, problems] as const),
    );
    return new InvalidInput(Object.fromEntries(named), detail);
  }
}

const shortened = (field: string): string =>
  field.length > MOST_FIELD_CHARACTERS ? `${field.slice(0, MOST_FIELD_CHARACTERS).toWellFormed()}…` : field;
