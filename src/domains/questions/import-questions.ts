import { Injectable } from '@nestjs/common';
import { assertOnlyImport, goodBatches, inspectLines, type LineFile } from '../../platform/http/streams/line-import.js';
import type { LineReport } from '../../platform/http/streams/line-report.js';
import { type Upload, Uploads } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CHANGE_ALL } from './question-bulk-sql.js';
import { questionContent } from './question-content.js';
import { type QuestionLine, questionLineSchema, type QuestionReport } from './question-import.schemas.js';
import { questionRecord } from './question-record.js';
import { identityOf, QuestionReuse } from './question-reuse.js';

/** Questions without ids may come again: the same line twice is one question. */
const QUESTION_FILE: LineFile<typeof questionLineSchema> = {
  schema: questionLineSchema,
  once: ({ id }) => (id === undefined ? undefined : { key: id, problem: (firstLine) => ({ id: [`Line ${firstLine} has the same id`] }) }),
  batch: { lines: 500, characters: 4_000_000 },
  charactersOf: ({ question, explanation = '' }) => question.length + explanation.length,
};

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
    const report = await inspectLines(upload, QUESTION_FILE, skipBadLines);
    return this.uow.run(() => this.write(upload, report));
  }

  private async write(upload: Upload, report: LineReport): Promise<QuestionReport> {
    await assertOnlyImport(this.uow, 'questions');
    let imported = 0;
    let updated = 0;
    for await (const batch of goodBatches(upload, QUESTION_FILE, report)) {
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
