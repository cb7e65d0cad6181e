import { Injectable } from '@nestjs/common';
import { CACHE_SECONDS, cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { NotFound } from '../../sdk/errors.js';
import { searchKey } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ITEM_COLUMNS } from './content-sql.js';
import type { ContentItemView, ContentPackageView, ContentType } from './content.schemas.js';

/** In the order they were written, which is the order they are taught in. */
const PACKAGE = `SELECT i.grade, i.subject, i.topic, i.title, i.content_type, i.created_at, i.updated_at
  FROM core.content_item i WHERE i.grade = $1 AND i.subject_key = $2 ORDER BY i.id`;
const ITEM = `SELECT ${ITEM_COLUMNS} FROM core.content_item i WHERE i.grade = $1 AND i.subject_key = $2 AND i.topic_key = $3`;

interface PackageRow {
  readonly grade: number;
  readonly subject: string;
  readonly topic: string;
  readonly title: string;
  readonly content_type: ContentType;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Content as learners read it, from the cache. Letter case, spaces and compatibility forms of subjects and topics do not matter. */
@Injectable()
export class ContentReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly cache: Cache,
  ) {}

  /** Throws `NotFound('content-package')` when there is no item of this grade and subject. */
  package(grade: number, subject: string): Promise<ContentPackageView> {
    const subjectKey = searchKey(subject);
    return this.cache.read(cacheKeys.content(grade, subjectKey), CACHE_SECONDS, async () => {
      const rows = await this.uow.query<PackageRow>(PACKAGE, [grade, subjectKey]);
      return packageOf(rows);
    });
  }

  /** Throws `NotFound('content-item')`. */
  item(grade: number, subject: string, topic: string): Promise<ContentItemView> {
    const place = [grade, searchKey(subject), searchKey(topic)] as const;
    return this.cache.read(cacheKeys.contentItem(...place), CACHE_SECONDS, async () => {
      const [item] = await this.uow.query<ContentItemView>(ITEM, place);
      if (!item) throw new NotFound('content-item');
      return item;
    });
  }
}

const packageOf = (rows: readonly PackageRow[]): ContentPackageView => {
  const [first] = rows;
  if (!first) throw new NotFound('content-package');
  return {
    grade: first.grade,
    subject: first.subject,
    topics: rows.map(({ topic, title, content_type }) => ({ topic, title, content_type })),
    created_at: rows.reduce((earliest, { created_at: at }) => (at < earliest ? at : earliest), first.created_at),
    updated_at: rows.reduce((latest, { updated_at: at }) => (at > latest ? at : latest), first.updated_at),
  };
};
