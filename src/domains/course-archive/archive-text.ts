import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { fieldErrors } from '../../platform/http/field-errors.js';
import { findUnstorable, parseJson } from '../../platform/http/read-json-body.js';
import type { ArchiveProblems } from './archive-problems.js';

/** The value as the schema has it; undefined, with the problems by field, when it does not fit. */
export const checked = <S extends z.ZodType>(
  schema: S,
  place: string,
  value: unknown,
  problems: ArchiveProblems,
): z.output<S> | undefined => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.addAll(place, fieldErrors(parsed.error.issues));
  return undefined;
};

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** Some editors begin a file with it. */
const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;

/** A file, or a line of one, that is JSON. */
export const readJson = <S extends z.ZodType>(
  schema: S,
  place: string,
  bytes: Buffer,
  problems: ArchiveProblems,
): z.output<S> | undefined => {
  const json = parseJson(withoutMark(bytes));
  if (json.problem === undefined) return checked(schema, place, json.value, problems);
  problems.add(place, json.problem);
  return undefined;
};

/** A file of text that a database can keep. */
export const readText = (place: string, bytes: Buffer, problems: ArchiveProblems): string | undefined => {
  const text = withoutMark(bytes).toString();
  const problem = isUtf8(bytes) ? findUnstorable(text) : 'Not valid UTF-8';
  if (problem === undefined) return text;
  problems.add(place, problem);
  return undefined;
};
