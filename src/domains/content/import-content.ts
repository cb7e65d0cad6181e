import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { checkedLines, goodLines, LineReport } from '../../platform/http/streams/line-report.js';
import { MOST_NAMED_ITEMS } from '../../sdk/contracts/content.js';
import { Conflict, InvalidInput } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { searchKey } from '../../sdk/search-key.js';
import { type Upload, Uploads } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ContentChanges, type ContentPlace } from './content-changes.js';
import { type ContentItemInput, contentItemInputSchema, type ImportReport } from './content.schemas.js';

/** Items that travel together: few enough for a statement to be short, and for memory to stay flat. */
const BATCH_ITEMS = 200;
const BATCH_CHARACTERS = 1_000_000;

const ONE_AT_A_TIME = `SELECT pg_try_advisory_xact_lock(hashtextextended('content-import:' || current_setting('app.tenant_id'), 0)) AS free`;

/** An item that exists keeps its id. `xmax` is 0 exactly for rows that were not there before. */
const UPSERT = `
  INSERT INTO core.content_item AS i (id, grade, subject, topic, title, content_type, data, subject_key, topic_key, title_key)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::text[], $10::text[])
  ON CONFLICT (tenant_id, grade, subject_key, topic_key) DO UPDATE SET subject = EXCLUDED.subject, topic = EXCLUDED.topic,
    title = EXCLUDED.title, title_key = EXCLUDED.title_key, content_type = EXCLUDED.content_type, data = EXCLUDED.data,
    updated_at = EXCLUDED.updated_at
  RETURNING i.id AS item_id, i.grade, i.subject, i.topic, i.xmax = 0 AS is_new`;

type WrittenRow = ContentPlace & { readonly is_new: boolean };

/** Brings in items by the thousand: the file is looked through as a whole, then written in one transaction. */
@Injectable()
export class ImportContent {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly uploads: Uploads,
    private readonly changes: ContentChanges,
  ) {}

  /** What the running request sends. */
  async run(skipBadLines: boolean): Promise<ImportReport> {
    return this.uploads.receive((upload) => this.bringIn(upload, skipBadLines));
  }

  /**
   * An item of a grade, subject and topic that exist is changed. Bad lines refuse the file, unless they are to be left out.
   * Joins an open unit of work.
   */
  async bringIn(upload: Upload, skipBadLines: boolean): Promise<ImportReport> {
    const report = await inspect(upload, skipBadLines);
    if (report.failed > 0 && !skipBadLines) {
      throw report.refusal('Nothing was imported: mend these lines, or send ?on_error=skip');
    }
    return this.uow.run(() => this.write(upload, report));
  }

  private async write(upload: Upload, report: LineReport): Promise<ImportReport> {
    const [lock] = await this.uow.em.query<{ free: boolean }[]>(ONE_AT_A_TIME);
    if (!lock?.free) throw new Conflict('Another import of content is being written: send it again when it is done');
    let imported = 0;
    let updated = 0;
    const places: ContentPlace[] = [];
    for await (const batch of batchesOf(upload, report)) {
      for (const { is_new, ...place } of await this.uow.em.query<WrittenRow[]>(UPSERT, columnsOf(batch))) {
        if (is_new) imported += 1;
        else updated += 1;
        if (places.length < MOST_NAMED_ITEMS) places.push(place);
      }
    }
    const { failed, errors } = report;
    if (imported + updated > 0) {
      this.uow.audit({ action: 'content.items-imported', category: 'staff', detail: { imported, updated, failed } });
      this.changes.announce('imported', places, imported + updated);
    }
    return { imported, updated, failed, errors };
  }
}

/** Finds the bad lines; what comes twice in the file is bad from the second time on. */
const inspect = async (upload: Upload, toTheEnd: boolean): Promise<LineReport> => {
  const report = new LineReport();
  const seen = new Map<string, number>();
  let lines = 0;
  for await (const { number, ...line } of checkedLines(upload, contentItemInputSchema)) {
    lines += 1;
    if (line.errors) report.add(number, line.errors);
    else {
      const place = digestOf(line.value);
      const first = seen.get(place);
      if (first === undefined) seen.set(place, number);
      else report.add(number, { topic: [`Line ${first} has the same grade, subject and topic`] });
    }
    if (report.isFull && !toTheEnd) return report;
  }
  if (lines === 0) throw new InvalidInput({ _: ['There is no line in it'] }, 'The file is empty');
  return report;
};

/** Short, whatever the names are: a hundred thousand of them are held at once. */
const digestOf = ({ grade, subject, topic }: ContentItemInput): string =>
  hash('sha256', JSON.stringify([grade, searchKey(subject), searchKey(topic)]), 'base64url');

async function* batchesOf(upload: Upload, report: LineReport): AsyncGenerator<ContentItemInput[]> {
  let batch: ContentItemInput[] = [];
  let characters = 0;
  for await (const item of goodLines(upload, contentItemInputSchema, report)) {
    batch.push(item);
    characters += JSON.stringify(item.data).length;
    if (batch.length < BATCH_ITEMS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

const columnsOf = (items: readonly ContentItemInput[]): unknown[] => [
  items.map(() => newId()),
  items.map(({ grade }) => grade),
  items.map(({ subject }) => subject),
  items.map(({ topic }) => topic),
  items.map(({ title }) => title),
  items.map(({ content_type }) => content_type),
  items.map(({ data }) => JSON.stringify(data)),
  items.map(({ subject }) => searchKey(subject)),
  items.map(({ topic }) => searchKey(topic)),
  items.map(({ title }) => searchKey(title)),
];
