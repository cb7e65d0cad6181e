import { Controller, Get } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Requires, Returns } from '../../sdk/http.js';
import { Schedules } from './schedules.js';
import { scheduleSchema } from './schedules.schemas.js';

@Tag('Operations')
@Controller('schedules')
export class SchedulesController {
  constructor(private readonly schedules: Schedules) {}

  @Get()
  @Requires('operations:read')
  @Returns(scheduleSchema, { list: true })
  @Summary('What is done by itself, and when next')
  list() {
    return this.schedules.list();
  }
}
