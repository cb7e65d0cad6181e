import { Controller } from '@nestjs/common';
import { contentItemsChanged } from '../../sdk/contracts/content.js';
import { type DomainEvent, type EventData, OnEvent } from '../../sdk/events.js';
import { ContentChanges } from './content-changes.js';

/** Forgets once more what changed: whoever changed it may have ended before it told anybody. */
@Controller()
export class ContentEvents {
  constructor(private readonly changes: ContentChanges) {}

  @OnEvent(contentItemsChanged)
  itemsChanged({ data }: DomainEvent<EventData<typeof contentItemsChanged>>): void {
    this.changes.forget(data);
  }
}
