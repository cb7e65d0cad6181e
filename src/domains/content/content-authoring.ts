import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Preconditions } from '../../sdk/page.js';
import { searchKey } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ContentChanges, type ContentPlace } from './content-changes.js';
import { ITEM_COLUMNS } from './content-sql.js';
import { type ContentItemChanges, type ContentItemInput, contentItemSchema, type ContentItemView } from './content.schemas.js';

const VALUES = ['id', 'grade', 'subject', 'topic', 'title', 'content_type', 'data', 'subject_key', 'topic_key', 'title_key'].join(', ');
const INSERT = `INSERT INTO core.content_item AS i (${VALUES}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${ITEM_COLUMNS}`;
const UPDATE = `UPDATE core.content_item AS i SET (${VALUES}) = ROW ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), updated_at = clock_timestamp()
  WHERE i.id = $1 RETURNING ${ITEM_COLUMNS}`;
const LOCK = `SELECT ${ITEM_COLUMNS} FROM core.content_item i WHERE i.id = $1 FOR UPDATE`;

/** Writing content, item by item. */
@Injectable()
export class ContentAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: ContentChanges,
    private readonly preconditions: Preconditions,
  ) {}

  /** Refuses a second item for a grade, subject and topic. */
  async create(input: ContentItemInput): Promise<ContentItemView> {
    return this.uow.run(async () => {
      const [item] = await this.write<ContentItemView[]>(INSERT, newId(), input);
      if (!item) throw new Error('Nothing was inserted');
      this.tell('created', item, [placeOf(item)]);
      return item;
    });
  }

  async update(id: string, changes: ContentItemChanges): Promise<ContentItemView> {
    return this.uow.run(async () => {
      const before = await this.lock(id);
      this.preconditions.check(before);
      if (Object.keys(changes).length === 0) return before;
      const [[item]] = await this.write<[ContentItemView[], number]>(UPDATE, id, { ...before, ...changes });
      if (!item) throw new NotFound('content-item');
      this.tell('changed', item, [placeOf(before), placeOf(item)], { fields: Object.keys(changes) });
      return item;
    });
  }

  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      const item = await this.lock(id);
      this.preconditions.check(item, contentItemSchema);
      await em.query('DELETE FROM core.content_item WHERE id = $1', [id]);
      this.tell('deleted', item, [placeOf(item)]);
    });
  }

  private async lock(id: string): Promise<ContentItemView> {
    const [item] = await this.uow.em.query<ContentItemView[]>(LOCK, [id]);
    if (!item) throw new NotFound('content-item');
    return item;
  }

  private async write<R>(sql: typeof INSERT, id: string, item: ContentItemInput): Promise<R> {
    const { grade, subject, topic, title, content_type, data } = item;
    const keys = [subject, topic, title].map(searchKey);
    try {
      return await this.uow.em.query<R>(sql, [id, grade, subject, topic, title, content_type, JSON.stringify(data), ...keys]);
    } catch (error) {
      if (isUniqueViolation(error, 'content_item_place')) throw new Conflict('There is an item for this grade, subject and topic already');
      throw error;
    }
  }

  private tell(
    change: 'created' | 'changed' | 'deleted',
    { id }: ContentItemView,
    places: readonly ContentPlace[],
    detail?: Record<string, unknown>,
  ): void {
    this.uow.audit({
      action: `content.item-${change}`,
      category: 'staff',
      target: { type: 'content-item', id },
      ...(detail ? { detail } : {}),
    });
    this.changes.announce(change, places);
  }
}

const placeOf = ({ id, grade, subject, topic }: ContentItemView): ContentPlace => ({ item_id: id, grade, subject, topic });
