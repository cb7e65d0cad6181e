import { Global, Module } from '@nestjs/common';
import { ScheduleBook } from './schedule-book.js';
import { ScheduleRegistry } from './schedule-registry.js';
import { ScheduledWork } from './scheduled-work.js';
import { ScheduleTicker } from './schedule-ticker.js';
import { Schedules } from './schedules.js';
import { SchedulesController } from './schedules.controller.js';

/** Work that comes again and again, by the clock of each institution. */
@Global()
@Module({
  controllers: [SchedulesController],
  providers: [ScheduleBook, ScheduledWork, ScheduleRegistry, Schedules, ScheduleTicker],
  exports: [ScheduleRegistry],
})
export class SchedulesModule {}
