import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PluginAdminModule } from '../../platform/plugins/admin/plugin-admin.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChangeOwnTenant } from './change-own-tenant.js';
import { ChangeTenant } from './change-tenant.js';
import { CreateTenant } from './create-tenant.js';
import { FirstPlugins } from './first-plugins.js';
import { IdentityProviders } from './identity-providers.js';
import { ListTenants } from './list-tenants.js';
import { OwnTenantController } from './own-tenant.controller.js';
import { OwnTenant } from './own-tenant.js';
import { tenantPermissions } from './tenants.permissions.js';
import { Tenants } from './tenants.js';
import { TenantsController } from './tenants.controller.js';

/** Institutions: onboarding and care by operators, and their own settings. */
@Module({
  imports: [UsersModule, PluginAdminModule],
  controllers: [TenantsController, OwnTenantController],
  providers: [Tenants, ListTenants, CreateTenant, ChangeTenant, FirstPlugins, OwnTenant, ChangeOwnTenant, IdentityProviders],
  exports: [CreateTenant],
})
export class TenantsModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(tenantPermissions);
  }
}
