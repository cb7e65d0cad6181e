import { Injectable } from '@nestjs/common';
import { checkedLines, goodLines, LineReport } from '../../platform/http/streams/line-report.js';
import { Conflict, InvalidInput } from '../../sdk/errors.js';
import { type Upload, Uploads } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CHANGE_ALL } from './question-bulk-sql.js';
import { questionContent } from './question-content.js';
import { type QuestionLine, questionLineSchema, type QuestionReport } from './question-import.schemas.js';
import { questionRecord } from './question-record.js';
import { identityOf, QuestionReuse } from './question-reuse.js';

/** Lines that travel together: few enough for a statement to be short, and for memory to stay flat. */
const BATCH_LINES = 500;
const BATCH_CHARACTERS = 4_000_000;

const ONE_AT_A_TIME = `SELECT pg_try_advisory_xact_lock(hashtextextended('question-import:' || current_setting('app.tenant_id'), 0)) AS free`;

type KnownLine = QuestionLine & { readonly id: string };

/** Brings in questions by the thousand: the file is looked through as a whole, then written in one transaction. */
@Injectable()
export class ImportQuestions {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly uploads: Uploads,
    private readonly reuse: QuestionReuse,
  ) {}

  /** The body of the running request. */
  run(skipBadLines: boolean): Promise<QuestionReport> {
    return this.uploads.receive((upload) => this.bringIn(upload, skipBadLines));
  }

  /**
   * A line with the id of a question of the bank changes that question; any other adds one, unless the bank has it already,
   * word for word. Bad lines refuse the file, unless they are to be left out. Throws `InvalidInput` by line and field.
   */
  async bringIn(upload: Upload, skipBadLines: boolean): Promise<QuestionReport> {
    const report = await inspect(upload, skipBadLines);
    if (report.failed > 0 && !skipBadLines) {
      throw report.refusal('Nothing was imported: mend these lines, or send ?on_error=skip');
    }
    return this.uow.run(() => this.write(upload, report));
  }

  private async write(upload: Upload, report: LineReport): Promise<QuestionReport> {
    const [lock] = await this.uow.em.query<{ free: boolean }[]>(ONE_AT_A_TIME);
    if (!lock?.free) throw new Conflict('Another import of questions is being written: send it again when it is done');
    let imported = 0;
    let updated = 0;
    for await (const batch of batchesOf(upload, report)) {
      const added = await this.writeBatch(batch);
      imported += added;
      updated += batch.length - added;
    }
    const { failed, errors } = report;
    if (imported + updated > 0) {
      this.uow.audit({ action: 'questions.questions-imported', category: 'staff', detail: { imported, updated, failed } });
    }
    return { imported, updated, failed, errors };
  }

  /** Answers how many are new. */
  private async writeBatch(batch: readonly QuestionLine[]): Promise<number> {
    const ids = batch.flatMap(({ id }) => id ?? []);
    const rows = await this.uow.em.query<{ id: string }[]>(
      'SELECT id FROM core.question WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      [ids],
    );
    const present = new Set(rows.map(({ id }) => id));
    const isKnown = (line: QuestionLine): line is KnownLine => line.id !== undefined && present.has(line.id);
    const known = batch.filter(isKnown);
    const records = known.map((line) => ({ id: line.id, ...questionRecord(questionContent(line)) }));
    if (records.length > 0) await this.uow.em.query(CHANGE_ALL, [JSON.stringify(records)]);
    const others = batch.filter((line) => !isKnown(line));
    // The same line twice is one question.
    const distinct = new Map(others.map((line) => [identityOf(questionContent(line)), line]));
    return (await this.reuse.settle([...distinct.values()])).added;
  }
}

/** Finds the bad lines; an id that comes twice is bad from the second time on. */
const inspect = async (upload: Upload, toTheEnd: boolean): Promise<LineReport> => {
  const report = new LineReport();
  const seen = new Map<string, number>();
  let lines = 0;
  for await (const { number, ...line } of checkedLines(upload, questionLineSchema)) {
    lines += 1;
    if (line.errors) report.add(number, line.errors);
    else if (line.value.id !== undefined) {
      const first = seen.get(line.value.id);
      if (first === undefined) seen.set(line.value.id, number);
      else report.add(number, { id: [`Line ${first} has the same id`] });
    }
    if (report.isFull && !toTheEnd) break;
  }
  if (lines === 0) throw new InvalidInput({ _: ['There is no line in it'] }, 'The file is empty');
  return report;
};

async function* batchesOf(upload: Upload, report: LineReport): AsyncGenerator<QuestionLine[]> {
  let batch: QuestionLine[] = [];
  let characters = 0;
  for await (const line of goodLines(upload, questionLineSchema, report)) {
    batch.push(line);
    characters += line.question.length + (line.explanation ?? '').length;
    if (batch.length < BATCH_LINES && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
