import { Controller } from '@nestjs/common';
import { type DomainEvent, type EventData, OnEvent } from 'lectern/sdk';
import { chapterCompleted } from 'lectern/sdk/contracts/progress';
import { AwardHealth } from './award-health.js';
import { AwardPoints } from './award-points.js';

/** What the plugin listens to. */
@Controller()
export class GamificationEvents {
  constructor(
    private readonly points: AwardPoints,
    private readonly health: AwardHealth,
  ) {}

  @OnEvent(chapterCompleted)
  chapterCompleted({ data }: DomainEvent<EventData<typeof chapterCompleted>>): Promise<void> {
    return this.health.watch(this.points.forChapter(data));
  }
}
