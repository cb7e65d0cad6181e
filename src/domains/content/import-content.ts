import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { assertOnlyImport, goodBatches, inspectLines, type LineFile } from '../../platform/http/streams/line-import.js';
import type { LineReport } from '../../platform/http/streams/line-report.js';
import { MOST_NAMED_ITEMS } from '../../sdk/contracts/content.js';
import { newId } from '../../sdk/ids.js';
import { searchKey } from '../../sdk/search-key.js';
import { type Upload, Uploads } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ContentChanges, type ContentPlace } from './content-changes.js';
import { type ContentItemInput, contentItemInputSchema, type ImportReport } from './content.schemas.js';

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
    const report = await inspectLines(upload, CONTENT_FILE, skipBadLines);
    return this.uow.run(() => this.write(upload, report));
  }

  private async write(upload: Upload, report: LineReport): Promise<ImportReport> {
    await assertOnlyImport(this.uow, 'content');
    let imported = 0;
    let updated = 0;
    const places: ContentPlace[] = [];
    for await (const batch of goodBatches(upload, CONTENT_FILE, report)) {
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

const digestOf = ({ grade, subject, topic }: ContentItemInput): string =>
  hash('sha256', JSON.stringify([grade, searchKey(subject), searchKey(topic)]), 'base64url');

const CONTENT_FILE: LineFile<typeof contentItemInputSchema> = {
  schema: contentItemInputSchema,
  once: (item) => ({
    key: digestOf(item),
    problem: (firstLine) => ({ topic: [`Line ${firstLine} has the same grade, subject and topic`] }),
  }),
  batch: { lines: 200, characters: 1_000_000 },
  charactersOf: ({ data }) => JSON.stringify(data).length,
};

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
