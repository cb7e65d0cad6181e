import { Global, Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { Notifications } from '../../sdk/notifications.js';
import { KeptNotifications } from './kept-notifications.js';
import { NotificationEvents } from './notification-events.controller.js';
import { NotificationPush } from './notification-push.js';
import { NotificationSignal } from './notification-signal.js';
import { NotificationsController } from './notifications.controller.js';
import { notificationPersonalData } from './notifications.personal-data.js';
import { PersonNotifications } from './person-notifications.js';

/** What people are told. Global, so that every domain and plugin can tell them something. */
@Global()
@Module({
  controllers: [NotificationsController, NotificationEvents],
  providers: [PersonNotifications, NotificationSignal, NotificationPush, { provide: Notifications, useClass: KeptNotifications }],
  exports: [Notifications],
})
export class NotificationsModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('notifications', 'core', notificationPersonalData);
  }
}
