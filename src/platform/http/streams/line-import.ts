import { z } from 'zod';
import { Conflict, InvalidInput } from '../../../sdk/errors.js';
import type { Upload } from '../../../sdk/streams.js';
import type { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { checkedLines, goodLines, LineReport } from './line-report.js';

/** What becomes of an import with bad lines: nothing of it is imported, or they are left out. */
export const importQuery = z.object({ on_error: z.enum(['refuse', 'skip']).default('refuse') });
export type ImportQuery = z.infer<typeof importQuery>;

/** What an import of lines answers. */
export const importReportFields = {
  imported: z.int(),
  updated: z.int(),
  failed: z.int(),
  /** The first hundred lines that failed, each with its problems by field; `_` is the whole line. */
  errors: z.array(z.object({ line: z.int(), errors: z.record(z.string(), z.array(z.string())) })),
};

/** What the lines of a file are. */
export interface LineFile<S extends z.ZodType> {
  readonly schema: S;
  /** What a file says only once, and what is wrong with the second line that says it; undefined for what may come again. */
  readonly once: (value: z.output<S>) => LineIdentity | undefined;
  /** What travels together: few enough lines for a statement to be short, few enough characters for memory to stay flat. */
  readonly batch: { readonly lines: number; readonly characters: number };
  readonly charactersOf: (value: z.output<S>) => number;
}

interface LineIdentity {
  /** Short: those of a hundred thousand lines are held at once. */
  readonly key: string;
  readonly problem: (firstLine: number) => Readonly<Record<string, readonly string[]>>;
}

/**
 * Looks at every line before any is written, and finds the bad ones. Throws `InvalidInput` for an empty file, and by line
 * and field for bad lines, unless they are to be left out.
 */
export const inspectLines = async <S extends z.ZodType>(upload: Upload, file: LineFile<S>, skipBadLines: boolean): Promise<LineReport> => {
  const report = new LineReport();
  const firstLines = new Map<string, number>();
  let lines = 0;
  for await (const { number, ...line } of checkedLines(upload, file.schema)) {
    lines += 1;
    const identity = line.errors ? undefined : file.once(line.value);
    const first = identity && firstLines.get(identity.key);
    if (line.errors) report.add(number, line.errors);
    else if (identity && first !== undefined) report.add(number, identity.problem(first));
    else if (identity) firstLines.set(identity.key, number);
    if (report.isFull && !skipBadLines) break;
  }
  if (lines === 0) throw new InvalidInput({ _: ['There is no line in it'] }, 'The file is empty');
  if (report.failed > 0 && !skipBadLines) throw report.refusal('Nothing was imported: mend these lines, or send ?on_error=skip');
  return report;
};

/** The good lines of a file that was inspected, batch by batch. */
export async function* goodBatches<S extends z.ZodType>(
  upload: Upload,
  { schema, batch: most, charactersOf }: LineFile<S>,
  report: LineReport,
): AsyncGenerator<z.output<S>[]> {
  let batch: z.output<S>[] = [];
  let characters = 0;
  for await (const value of goodLines(upload, schema, report)) {
    batch.push(value);
    characters += charactersOf(value);
    if (batch.length < most.lines && characters < most.characters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Lets one import of `what` be written at a time in an institution, to the end of the open unit of work: two would wait for
 * each other's rows. Throws `Conflict` while there is another.
 */
export const assertOnlyImport = async (uow: UnitOfWork, what: string): Promise<void> => {
  const [lock] = await uow.em.query<{ free: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ':' || current_setting('app.tenant_id'), 0)) AS free`,
    [`${what}-import`],
  );
  if (!lock?.free) throw new Conflict(`Another import of ${what} is being written: send it again when it is done`);
};
