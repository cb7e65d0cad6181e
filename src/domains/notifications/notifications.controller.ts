import { Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import {
  type NotificationQuery,
  notificationQuery,
  notificationSchema,
  type ReadAllQuery,
  readAllQuery,
  readCountSchema,
} from './notifications.schemas.js';
import { PersonNotifications } from './person-notifications.js';

@Tag('Notifications')
@Controller('notifications')
@NoStore()
export class NotificationsController {
  constructor(private readonly notifications: PersonNotifications) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(notificationSchema, { list: true })
  @Summary('What one was told, in the order of offsets')
  list(@Caller() caller: Principal, @Query({ schema: notificationQuery }) query: NotificationQuery) {
    return this.notifications.list(caller, query);
  }

  @Put('read-all')
  @Requires(SIGNED_IN)
  @Returns(readCountSchema)
  @Summary('Mark everything as read, or everything up to an offset')
  readAll(@Caller() caller: Principal, @Query({ schema: readAllQuery }) query: ReadAllQuery) {
    return this.notifications.readAll(caller, query);
  }

  @Put(':id/read')
  @Requires(SIGNED_IN)
  @Returns(notificationSchema)
  @Summary('Mark a notification as read')
  read(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.notifications.read(caller, id);
  }
}
