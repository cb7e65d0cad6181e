import { Global, Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { Entitlements } from '../../sdk/contracts/subscriptions.js';
import { ChangeSubscription } from './change-subscription.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { Subscriptions } from './subscriptions.js';
import { subscriptionPermissions } from './subscriptions.permissions.js';
import { subscriptionPersonalData } from './subscriptions.personal-data.js';

/** Plans of people. Global, so that every domain and plugin can ask `Entitlements`. */
@Global()
@Module({
  controllers: [SubscriptionsController],
  providers: [Subscriptions, ChangeSubscription, { provide: Entitlements, useExisting: Subscriptions }],
  exports: [Entitlements, Subscriptions],
})
export class SubscriptionsModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(subscriptionPermissions);
    personalData.declare('subscriptions', 'core', subscriptionPersonalData);
  }
}
