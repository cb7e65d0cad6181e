import { CsvError, parse } from 'csv-parse/sync';
import { InvalidInput } from '../../sdk/errors.js';
import { idSchema } from '../../sdk/ids.js';
import { ENROLLMENT_ROLES, type EnrollmentRole } from './enrollment.entity.js';

/** People in one file. */
export const MOST_ROWS = 5000;

/** How a person is named in a row. */
export type PersonKey = { readonly by: 'id'; readonly id: string } | { readonly by: 'login'; readonly login: string };

/** A row of the file: whom to enroll as what, or what is wrong with it. */
export interface CsvRow {
  /** Where it ends in the file, the header being line 1. */
  readonly line: number;
  /** What names the person, as it stands in the file. */
  readonly value: string;
  readonly person?: PersonKey;
  readonly role: EnrollmentRole;
  readonly problems: readonly string[];
}

/** Headings as schools write them, folded: lower case, no spaces, hyphens or underscores. */
const HEADINGS: Readonly<Record<string, string>> = {
  userid: 'user_id',
  id: 'user_id',
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  username: 'username',
  login: 'username',
  role: 'role',
};
const PERSON_COLUMNS = ['user_id', 'email', 'username'] as const;
type PersonColumn = (typeof PERSON_COLUMNS)[number];

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a class list: RFC 4180 with comma, semicolon or tab (the first line tells which), with or without a byte order
 * mark. Columns besides `user_id`, `email`, `username` and `role` are ignored; of several that name the person the first
 * filled one of that order counts. Throws `InvalidInput` for what is no such file at all.
 */
export const readEnrollmentCsv = (csv: string): CsvRow[] => {
  const [header, ...rows] = parseRows(csv);
  if (!header) throw new InvalidInput({ 'line 1': ['The file is empty'] });
  const columns = columnsOf(header.record);
  if (rows.length > MOST_ROWS) throw new InvalidInput({ [`line ${MOST_ROWS + 2}`]: [`A file has at most ${MOST_ROWS} rows`] });
  return rows.map((row) => rowOf(row, columns, header.record.length));
};

const parseRows = (csv: string): Parsed[] => {
  const delimiter = delimiterOf(csv);
  try {
    return parse(csv, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      to: MOST_ROWS + 2,
      trim: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    throw new InvalidInput({ [`line ${line}`]: ['A quoted field is broken here'] });
  }
};

/** Spreadsheets of half the world separate with semicolons. */
const delimiterOf = (csv: string): string => {
  const [first = ''] = csv.split(/\r?\n|\r/, 1);
  const count = (mark: string) => first.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
};

const columnsOf = (header: readonly string[]): ReadonlyMap<string, number> => {
  const columns = new Map<string, number>();
  for (const [index, heading] of header.entries()) {
    const name = HEADINGS[heading.toLowerCase().replaceAll(/[\s_-]/g, '')];
    if (name === undefined) continue;
    if (columns.has(name)) throw new InvalidInput({ 'line 1': [`There are two columns ${name}`] });
    columns.set(name, index);
  }
  if (!PERSON_COLUMNS.some((name) => columns.has(name))) {
    throw new InvalidInput({ 'line 1': ['Name a column user_id, email or username'] });
  }
  return columns;
};

const rowOf = ({ record, info }: Parsed, columns: ReadonlyMap<string, number>, width: number): CsvRow => {
  const cell = (name: string) => record[columns.get(name) ?? -1] ?? '';
  const column = PERSON_COLUMNS.find((name) => cell(name) !== '');
  const role = cell('role') === '' ? 'student' : ENROLLMENT_ROLES.find((known) => known === cell('role').toLowerCase());
  const person = column && keyOf(column, cell(column));
  const problems = [
    ...(record.length === width ? [] : [`There are ${record.length} fields under ${width} headings`]),
    ...(column === undefined ? ['Nobody is named'] : []),
    ...(column !== undefined && !person ? [`This is no ${column}`] : []),
    ...(role === undefined ? [`The role is ${ENROLLMENT_ROLES.join(' or ')}`] : []),
  ];
  return {
    line: info.lines,
    value: column ? cell(column).slice(0, 254) : '',
    ...(person ? { person } : {}),
    role: role ?? 'student',
    problems,
  };
};

const keyOf = (column: PersonColumn, value: string): PersonKey | undefined => {
  if (column === 'user_id') {
    const id = idSchema.safeParse(value);
    return id.success ? { by: 'id', id: id.data } : undefined;
  }
  return value.includes('@') === (column === 'email') && value.length <= 254 ? { by: 'login', login: value } : undefined;
};
