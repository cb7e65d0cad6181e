import { Injectable } from '@nestjs/common';
import { Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { logger } from '../telemetry/logger.js';
import { type Entry, ScheduleBook } from './schedule-book.js';
import type { RegisteredSchedule } from './schedule-registry.js';

/** One moment of one schedule in one institution. */
@Injectable()
export class ScheduledWork {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly book: ScheduleBook,
    private readonly jobs: Jobs,
  ) {}

  /** Takes the moment and enqueues its job, in one transaction; not while the plugin is off or the last job is still at it. Whether it did. */
  take(entry: Entry, { definition }: RegisteredSchedule, next: Date, isOn: boolean): Promise<boolean> {
    return this.uow.run(async () => {
      const taken = await this.book.advance(entry, next);
      if (!taken || !isOn) return false;
      if (taken.is_busy) {
        logger.warn({ schedule: definition.name }, 'a scheduled job is still at work: this time is left out');
        return false;
      }
      const { id } = await this.jobs.enqueue(definition.job, definition.input, { priority: 'low' });
      await this.book.enqueued(entry, id);
      return true;
    });
  }
}
