import { Injectable } from '@nestjs/common';
import { type CacheKey, cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { contentItemsChanged, MOST_NAMED_ITEMS } from '../../sdk/contracts/content.js';
import type { EventData } from '../../sdk/events.js';
import { searchKey } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

export interface ContentPlace {
  readonly item_id: string;
  readonly grade: number;
  readonly subject: string;
  readonly topic: string;
}

type Changed = EventData<typeof contentItemsChanged>;

/** What a change of content means elsewhere: package and item are forgotten together, now and when the event comes. */
@Injectable()
export class ContentChanges {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly cache: Cache,
  ) {}

  /** In the open unit of work, after the rows are written. More than can be named are told as everything. */
  announce(change: Changed['change'], places: readonly ContentPlace[], total = places.length): void {
    const [first] = places;
    if (!first) return;
    const everything = total > MOST_NAMED_ITEMS;
    const data: Changed = { change, everything, items: everything ? [] : places.map(({ ...place }) => place) };
    this.uow.publish(contentItemsChanged, { key: first.item_id, data });
    this.forget(data);
  }

  forget({ everything, items }: Changed): void {
    this.cache.forget(...(everything ? [cacheKeys.everyContent()] : items.flatMap(keysOf)));
  }
}

const keysOf = ({ grade, subject, topic }: ContentPlace): CacheKey[] => {
  const subjectKey = searchKey(subject);
  return [cacheKeys.content(grade, subjectKey), cacheKeys.contentItem(grade, subjectKey, searchKey(topic))];
};
